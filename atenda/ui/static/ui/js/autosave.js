// What is typed is kept in this browser until it is sent (B1). data-autosave names the draft; without a name it is the
// address the form goes to. A part that can grow says so by «atenda:grows», with what makes a place for a name.
import { isDone } from "./answers.js";
import { attach } from "./attach.js";
import { changesOf, draftOf, fill, firstOf, forget, forgetDrafts, isOld, keep, keyNamed } from "./drafts.js";
import { say } from "./words.js";

const SENT = "atenda:sent";
const lastKeys = new Map(); // by address: a refused form comes back without knowing where it was opened
let isLeaving = false;

forgetWhatWasSent();
forgetDrafts(isOld);
attach("form[data-autosave]", (form) => {
  const key = keyOf(form);
  const first = firstOf(form);
  const known = new Set(isRefused(form) ? draftOf(key)?.values.map(([name]) => name) : []);
  let wait = null;
  const stop = () => { clearTimeout(wait); wait = null; };
  const save = () => { stop(); if (!isLeaving) keep(key, form, changesOf(form, first, known)); };
  const later = () => { stop(); wait = setTimeout(save, 400); };
  const atOnce = () => { if (wait) save(); };
  const sent = (event) => {
    if (event.target !== form || !isDone(event.detail.xhr)) return;
    stop();
    forget(key);
  };
  const going = () => {
    save();
    lastKeys.set(pathOf(form), key);
    if (!form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, JSON.stringify([pathOf(form), key, location.href]));
  };
  if (!isRefused(form)) restore(form, key, first);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", going);
  form.addEventListener("htmx:beforeOnLoad", sent); // before the answer takes the form's place, and restores it
  addEventListener("pagehide", atOnce);
  return () => { atOnce(); removeEventListener("pagehide", atOnce); };
});

// Whoever signs out on purpose leaves nothing behind on a computer that others may use.
attach("form[data-forgets-drafts]", (form) => {
  const leave = () => {
    isLeaving = true;
    forgetDrafts(() => true);
  };
  form.addEventListener("submit", leave);
  return () => form.removeEventListener("submit", leave);
});

function keyOf(form) {
  const last = isRefused(form) ? lastKeys.get(pathOf(form)) : null;
  return last ?? keyNamed(form.dataset.autosave || pathOf(form));
}

function pathOf(form) {
  return new URL(form.action).pathname;
}

function isRefused(place) {
  return Boolean(place.querySelector(".field--refused, [role=alert]:not([hidden])"));
}

function restore(form, key, first) {
  const draft = draftOf(key);
  if (!draft) return;
  if (draft.at < Number(form.dataset.draftedAt)) return forget(key); // written on since, elsewhere
  const blank = form.cloneNode(true);
  let missing = fill(form, draft);
  if (!missing.length && !changesOf(form, first).length) return;
  form.addEventListener("atenda:grows", (event) => {
    if (missing.some((name) => event.detail.makePlaceFor(name))) missing = fill(form, draft);
  });
  const notice = document.createElement("p");
  notice.className = "restored";
  notice.append(say("restored"), " ");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.textContent = say("discard");
  discard.addEventListener("click", () => {
    forget(key);
    form.replaceWith(blank);
    window.htmx.process(blank);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: blank } }));
    blank.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
  notice.append(discard);
  form.prepend(notice);
}

// A plain form went and a page of the desk came back without refusing it: its draft has served. A page that one came to
// from elsewhere, as from the sign-in in between, is no answer to it.
function forgetWhatWasSent() {
  const [path, key, from] = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  sessionStorage.removeItem(SENT);
  if (!key || !document.body.matches(".desk") || document.referrer !== from.split("#")[0]) return;
  lastKeys.set(path, key);
  if (![...document.querySelectorAll("form[data-autosave]")].some(isRefused)) forget(key);
}
