// Rows that are marked, by number: they stay marked when the list fetches itself again. A click with Shift marks all
// between two. The form data-marks opens its deeds in the panel, with the marked rows in the address.
import { attach } from "./attach.js";
import { openPanel } from "./panel.js";

const marked = new Set();
let last = null;

const boxes = () => [...document.querySelectorAll("[data-mark]")];
const page = () => document.querySelector("[data-mark-page]");
const all = () => document.querySelector("[data-mark-all]");

function put(box, isMarked) {
  box.checked = isMarked;
  if (isMarked) marked.add(box.value);
  else marked.delete(box.value);
}

function tell() {
  const shown = boxes();
  const head = page();
  const n = shown.filter((box) => box.checked).length;
  if (head) {
    head.checked = n > 0 && n === shown.length;
    head.indeterminate = n > 0 && n < shown.length;
  }
  const count = document.querySelector("[data-marks-count]");
  if (!count) return;
  const { words, allWords } = count.dataset;
  count.textContent = all()?.checked ? allWords : words.replace("{n}", marked.size);
  count.closest("form").classList.toggle("is-open", marked.size > 0);
}

function none() {
  marked.clear();
  for (const box of boxes()) box.checked = false;
  if (all()) all().checked = false;
  tell();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-mark]");
  if (!box) return;
  const shown = boxes();
  const [from, to] = [shown.indexOf(document.querySelector(`[data-mark][value="${last}"]`)), shown.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) for (const each of shown.slice(from, to + 1)) put(each, box.checked);
  last = box.value;
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-mark]")) {
    put(target, target.checked);
    if (!target.checked && all()) all().checked = false;
  } else if (target.matches("[data-mark-page]")) {
    for (const box of boxes()) put(box, target.checked);
    if (!target.checked && all()) all().checked = false;
  } else if (target.matches("[data-mark-all]")) {
    if (target.checked) for (const box of boxes()) put(box, true);
  } else return;
  tell();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-marks]");
  if (!form) return;
  event.preventDefault();
  const address = new URL(event.submitter?.formAction ?? form.action);
  for (const [name, value] of new FormData(form)) if (name !== "case") address.searchParams.set(name, value);
  if (!all()?.checked) address.searchParams.set("case", [...marked].join(","));
  form.querySelector("details[open]")?.removeAttribute("open");
  openPanel(address.pathname + address.search);
});

let wasAll = false;
attach("[data-marks]", (form) => {
  for (const box of boxes()) box.checked = marked.has(box.value);
  if (all()) all().checked = wasAll;
  form.addEventListener("reset", (event) => { event.preventDefault(); none(); });
  tell();
  return () => { wasAll = all()?.checked ?? false; };
});
