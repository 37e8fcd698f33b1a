// A button with data-copies="<id>" copies what stands in that field, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  const field = button && document.getElementById(button.dataset.copies);
  if (!field) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // where the page did not come by https
  }
  button.querySelector("span").textContent = button.dataset.copied;
});
