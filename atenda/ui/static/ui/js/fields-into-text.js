// data-inserts: pressing the button puts its words where one last wrote, among the texts of its form that take fields.
import { caretOf } from "./caret.js";

const last = new WeakMap();

document.addEventListener("focusin", (event) => {
  const field = event.target.closest("[data-takes-fields]") ?? event.target.closest("[data-rich]")?.querySelector("[data-takes-fields]");
  if (field) last.set(field.form, field);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-inserts]");
  if (!button) return;
  const field = last.get(button.form) ?? button.form.querySelector("[data-takes-fields]");
  caretOf(field).put(button.dataset.inserts);
});
