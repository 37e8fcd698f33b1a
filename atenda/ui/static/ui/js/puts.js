// data-puts: pressing the button puts its words into the field that data-puts-into names.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-puts]");
  const field = button && document.getElementById(button.dataset.putsInto);
  if (!field) return;
  field.value = button.dataset.puts;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
