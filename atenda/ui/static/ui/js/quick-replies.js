// Ready-made words put where one writes: by the picker, or by a semicolon and the first letters of a shortcut at the
// beginning of a word: rich text tells of several at once. What was typed stays when nothing is chosen.
import { caretOf } from "./caret.js";
import { post } from "./csrf.js";
import { openPicker } from "./picker.js";

const BEGUN = /(?:^|\s);([\p{L}\p{N}]{1,12})$/u;
const answered = new WeakMap(); // by field: where the semicolon stands for which the picker was opened already
const typed = new WeakMap(); // by dialog: how much of the text its choice takes the place of
const carets = new WeakMap(); // by dialog: where one wrote when it opened; a text behind it no longer knows

const fieldOf = (dialog) => dialog.closest("form").querySelector("trix-editor, textarea");

function offer(field) {
  const dialog = field.form?.querySelector("dialog[data-fills]") ?? field.closest("form")?.querySelector("dialog[data-fills]");
  const { before } = caretOf(field);
  const begun = dialog && before.match(BEGUN);
  const at = begun && before.length - begun[1].length - 1;
  const wasAnswered = answered.get(field) === at;
  answered.set(field, at);
  if (!begun || wasAnswered) return;
  typed.set(dialog, begun[1].length + 1);
  dialog.addEventListener("close", () => {
    const taken = typed.get(dialog);
    typed.delete(dialog);
    if (taken) carets.get(dialog).put(`;${dialog.querySelector("input").value}`, taken);
  }, { once: true });
  openPicker(dialog, begun[1]);
}

document.addEventListener("atenda:opens-picker", (event) => {
  if (event.target.matches("[data-fills]")) carets.set(event.target, caretOf(fieldOf(event.target)));
});
document.addEventListener("input", (event) => {
  if (event.inputType === "insertText" && event.target.matches?.("form:has(dialog[data-fills]) textarea")) offer(event.target);
});
document.addEventListener("trix-change", (event) => { if (document.activeElement === event.target) offer(event.target); });

document.addEventListener("click", async (event) => {
  const option = event.target.closest("[data-fills-from]");
  const dialog = option?.closest("dialog[data-fills]");
  if (!dialog || option.getAttribute("role") !== "option") return;
  const answer = await post(option.dataset.fillsFrom).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok) return refuse(dialog, said?.refusal);
  const taken = typed.get(dialog) ?? 0;
  typed.delete(dialog);
  dialog.close();
  carets.get(dialog).put(said.text, taken);
});

function refuse(dialog, sentence) {
  const place = dialog.querySelector("[data-refusal]");
  if (!place || !sentence) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = sentence; place.hidden = false; });
}
