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
  const first = firstChoices(form);
  let wait;
  const save = () => { clearTimeout(wait); keep(key, form, changesOf(form, first)); };
  const later = () => { clearTimeout(wait); wait = setTimeout(save, 400); };
  const sent = (event) => {
    if (event.target !== form || !isDone(event.detail.xhr)) return;
    clearTimeout(wait);
    localStorage.removeItem(key);
  };
  const plain = () => { save(); if (!form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, key); };
  if (!form.querySelector(".field--refused, [role=alert]")) restore(form, key, first);
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

// Only what was changed is kept: what others change meanwhile is not put back to what it was.
function changesOf(form, first) {
  const kept = [];
  for (const control of controlsOf(form)) {
    const { name, value } = control;
    if (control instanceof HTMLSelectElement) {
      if (chosen(control) === first.get(name)) continue;
      const options = [...control.selectedOptions].map((option) => [name, option.value, option.text]);
      kept.push(...(options.length ? options : [[name, null, ""]]));
    } else if (/^(checkbox|radio)$/.test(control.type)) {
      if (control.checked !== control.defaultChecked) kept.push([name, value, control.checked ? "on" : ""]);
    } else if (value !== control.defaultValue) kept.push([name, value, ""]);
  }
  return kept;
}

// A chooser rearranges the options of its list: what was chosen at first is noted before it comes.
function firstChoices(form) {
  return new Map([...form.querySelectorAll("select")].map((select) => [select.name, chosen(select)]));
}

function chosen(select) {
  return JSON.stringify([...select.selectedOptions].map((option) => option.value).sort());
}

function controlsOf(form) {
  return [...form.elements].filter((control) => control.name && !/^(hidden|password|file|submit|button|search)$/.test(control.type));
}

// What its reader had seen goes with a draft, so that it never overwrites what others did meanwhile in silence (B3).
function marksOf(form) {
  return [...form.elements].filter((control) => control.matches("[type=hidden][data-drafted]"));
}

function keep(key, form, values) {
  if (isLeaving) return;
  try {
    const marks = marksOf(form).map((control) => [control.name, control.value]);
    if (values.length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values, marks }));
    else localStorage.removeItem(key);
  } catch { /* a full or forbidden storage keeps nothing, and breaks nothing */ }
}

function restore(form, key, first) {
  const draft = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!draft) return;
  const blank = form.cloneNode(true);
  for (const control of controlsOf(form)) put(control, draft.values.filter(([name]) => name === control.name));
  if (!changesOf(form, first).length) return;
  const marks = new Map(draft.marks ?? []);
  for (const control of marksOf(form)) control.value = marks.get(control.name) ?? control.value;
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
  if (!values.length) return;
  if (control instanceof HTMLSelectElement) {
    for (const option of control.options) option.selected = false;
    for (const [, value, text] of values.filter((each) => each[1] !== null)) {
      const option = [...control.options].find((each) => each.value === value) ?? control.appendChild(new Option(text, value));
      option.selected = true;
    }
  } else if (/^(checkbox|radio)$/.test(control.type)) {
    const mine = values.find(([, value]) => value === control.value);
    if (mine) control.checked = mine[2] === "on";
  } else control.value = values[0][1];
}

// A plain form went and a page of the desk came back without refusing it: its draft has served.
function forgetWhatWasSent() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const isRefused = document.querySelector("form[data-autosave] .field--refused, form[data-autosave] [role=alert]");
  if (key && document.body.matches(".desk") && !isRefused) localStorage.removeItem(key);
}
