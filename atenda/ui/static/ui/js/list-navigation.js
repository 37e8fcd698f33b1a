// Rows by keyboard: j k move, o and Enter open, x selects. A click anywhere on a row opens it, and coming Back
// finds the row one left from (B40).
const LEFT = `atenda:row:${location.pathname}${location.search}`;
const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];
const current = () => document.querySelector("[data-row].is-current");
const linkOf = (row) => row?.querySelector(".rows__link");
const isTyping = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true]");

function choose(row) {
  current()?.classList.remove("is-current");
  row?.classList.add("is-current");
  linkOf(row)?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  if (event.key === "j") choose(all[Math.min(at + 1, all.length - 1)]);
  else if (event.key === "k") choose(all[Math.max(at - 1, 0)]);
  else if (event.key === "o" && at >= 0) linkOf(all[at])?.click();
  else if (event.key === "x" && at >= 0) all[at].querySelector("input[type=checkbox]")?.click();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-list] [data-row]");
  if (row && row !== current()) {
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
  }
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-list] [data-row]");
  if (!row) return;
  sessionStorage.setItem(LEFT, row.id);
  if (event.target.closest("a, button, input, label, select, summary") || String(getSelection())) return;
  const link = linkOf(row);
  if (event.ctrlKey || event.metaKey) window.open(link?.href, "_blank", "noopener");
  else link?.click();
});

// A swap of the list keeps the row one was on, and what one is typing over it.
let kept = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = current();
  const field = event.detail.target.contains(document.activeElement) && isTyping(document.activeElement) ? document.activeElement : null;
  kept = {
    row: row && { id: row.id, hadFocus: row.contains(document.activeElement) },
    field: field && { name: field.name, value: field.value, from: field.selectionStart, to: field.selectionEnd },
  };
});
// In the same instant, before another key can come.
document.addEventListener("htmx:afterSwap", () => {
  const { row: rowBefore, field: fieldBefore } = kept ?? {};
  const row = rowBefore && document.getElementById(rowBefore.id);
  if (row && !current()) {
    row.classList.add("is-current");
    if (rowBefore.hadFocus && document.activeElement === document.body) linkOf(row)?.focus({ preventScroll: true });
  }
  const field = fieldBefore && document.querySelector(`.toolbar [name="${CSS.escape(fieldBefore.name)}"]`);
  if (!field || field === document.activeElement) return;
  field.value = fieldBefore.value;
  field.focus({ preventScroll: true });
  field.setSelectionRange?.(fieldBefore.from, fieldBefore.to);
});
document.addEventListener("htmx:afterSettle", () => { kept = null; });

const left = document.getElementById(sessionStorage.getItem(LEFT) ?? "");
if (left?.matches("[data-row]")) {
  left.classList.add("is-current");
  left.scrollIntoView({ block: "nearest" });
  sessionStorage.removeItem(LEFT);
}
