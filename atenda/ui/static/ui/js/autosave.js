// What is typed is kept in this browser until it is sent (B1), a week at most: per organization, person and form.
import { isDone } from "./answers.js";
import { attach } from "./attach.js";
import { say } from "./words.js";

const { organization, person } = document.body.dataset;
const SENT = "atenda:sent";
const DRAFT = "atenda:draft:";
const A_WEEK = 7 * 24 * 60 * 60 * 1000;
let isLeaving = false;
const keyOf = (form) => `${DRAFT}${organization}:${person}:${form.dataset.autosave || new URL(form.action).pathname}`;

forgetWhatWasSent();
forgetDrafts((draft) => !(Date.now() - draft?.at < A_WEEK));
attach("form[data-autosave]", (form) => {
  const key = keyOf(form);
  let wait;
  const save = () => { clearTimeout(wait); keep(key, valuesOf(form)); };
  const later = () => { clearTimeout(wait); wait = setTimeout(save, 400); };
  const sent = (event) => {
    if (event.target !== form || !isDone(event.detail.xhr)) return;
    clearTimeout(wait);
    localStorage.removeItem(key);
  };
  const plain = () => { save(); if (!form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, key); };
  if (!form.querySelector(".field--refused, [role=alert]")) restore(form, key);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", plain);
  form.addEventListener("htmx:beforeOnLoad", sent); // before the answer takes the form's place, and restores it
  return () => clearTimeout(wait);
});

// Whoever signs out on purpose leaves nothing behind on a computer that others may use.
attach("form[data-forgets-drafts]", (form) => {
  const forget = () => {
    isLeaving = true;
    forgetDrafts(() => true);
  };
  form.addEventListener("submit", forget);
  return () => form.removeEventListener("submit", forget);
});

function forgetDrafts(isOver) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(DRAFT) && isOver(JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
  }
}

function valuesOf(form) {
  const kept = [];
  for (const control of form.elements) {
    if (!control.name || /^(hidden|password|file|submit|button|search)$/.test(control.type)) continue;
    if (control instanceof HTMLSelectElement) {
      for (const option of control.selectedOptions) kept.push([control.name, option.value, option.text]);
    } else if (/^(checkbox|radio)$/.test(control.type)) {
      if (control.checked) kept.push([control.name, control.value, ""]);
    } else if (control.value !== control.defaultValue) kept.push([control.name, control.value, ""]);
  }
  return kept;
}

function keep(key, values) {
  if (isLeaving) return;
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  } catch { /* a full or forbidden storage keeps nothing, and breaks nothing */ }
}

function restore(form, key) {
  const before = JSON.stringify(valuesOf(form));
  const draft = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!draft || JSON.stringify(draft.values) === before) return;
  const blank = form.cloneNode(true);
  for (const control of form.elements) put(control, draft.values.filter(([name]) => name === control.name));
  const notice = document.createElement("p");
  notice.className = "restored";
  notice.append(say("restored"), " ");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.textContent = say("discard");
  discard.addEventListener("click", () => {
    localStorage.removeItem(key);
    form.replaceWith(blank);
    window.htmx.process(blank);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: blank } }));
    blank.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
  notice.append(discard);
  form.prepend(notice);
}

function put(control, values) {
  if (!control.name || /^(hidden|password|file|submit|button|search)$/.test(control.type)) return;
  if (control instanceof HTMLSelectElement) {
    if (!values.length && !control.multiple) return;
    for (const option of control.options) option.selected = false;
    for (const [, value, text] of values) {
      const option = [...control.options].find((each) => each.value === value) ?? control.appendChild(new Option(text, value));
      option.selected = true;
    }
  } else if (/^(checkbox|radio)$/.test(control.type)) {
    if (values.length || control.type === "checkbox") control.checked = values.some(([, value]) => value === control.value);
  } else if (values.length) control.value = values[0][1];
}

// A plain form went and a page of the desk came back without refusing it: its draft has served.
function forgetWhatWasSent() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const isRefused = document.querySelector("form[data-autosave] .field--refused, form[data-autosave] [role=alert]");
  if (key && document.body.matches(".desk") && !isRefused) localStorage.removeItem(key);
}
