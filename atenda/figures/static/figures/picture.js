// A chart as PNG: the picture the server draws, painted at twice its size. Without scripts there is the SVG.
const SCALE = 2;

const show = () => document.querySelectorAll("[data-picture][hidden]").forEach((button) => { button.hidden = false; });

function save(image, name) {
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SCALE;
  canvas.height = image.height * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-picture]");
  if (!button) return;
  const address = new URL(button.dataset.picture, location.href);
  const image = new Image();
  image.addEventListener("load", () => save(image, `${address.searchParams.get("by") ?? "state"}.png`));
  image.src = address;
});
document.addEventListener("htmx:afterSettle", show);
show();
