// Pictures pasted or dropped into the words stay there, and are sent at once; any other file goes to the files beside. The
// form is sent when they are there.
import { send } from "../../files/js/sending.js";
import { toast } from "../../ui/js/toasts.js";

const SHOWN = /^image\/(png|jpeg|gif|webp)$/;

export function holdPictures(place, editor) {
  const address = place.dataset.picturesTo;
  const form = place.closest("form");
  let underWay = 0;
  let saves = false;

  editor.addEventListener("trix-file-accept", (event) => {
    if (address && SHOWN.test(event.file.type)) return;
    event.preventDefault();
    const beside = form.querySelector("[data-uploads-to]");
    beside?.dispatchEvent(new CustomEvent("atenda:files", { detail: [event.file] }));
  });
  editor.addEventListener("trix-attachment-add", ({ attachment }) => {
    if (!attachment.file) {
      if (!attachment.getURL()?.startsWith(address || " ")) attachment.remove(); // of another machine
      return;
    }
    underWay += 1;
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    send(address, { file: attachment.file, key }, (part) => attachment.setUploadProgress(part * 100))
      .then((kept) => attachment.setAttributes({ url: `${address}${kept.id}/` }))
      .catch((error) => {
        saves = false;
        attachment.remove();
        toast({ text: error?.sentence ?? place.dataset.sayNotSent, kind: "error" });
      })
      .finally(() => {
        underWay -= 1;
        if (!underWay && saves) { saves = false; form.requestSubmit(); }
      });
  });
  // What the editor takes is not taken by the form or the page as well.
  const taken = (event) => {
    event.stopPropagation();
    form.querySelector(".uploads--over")?.classList.remove("uploads--over");
  };
  place.addEventListener("paste", taken);
  place.addEventListener("drop", taken);
  const wait = (event) => {
    if (event.target !== form || !underWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    saves = true;
  };
  addEventListener("submit", wait, true);
  return () => removeEventListener("submit", wait, true);
}
