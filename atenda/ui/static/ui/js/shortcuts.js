// Keys are written on the controls themselves (data-key): pressing one follows the link, presses the button or
// enters the field. None fires while typing, but for those with Control. «?» lists what this page has (B51).
import { quickFor } from "./quick-edit.js";
import { say } from "./words.js";

const SEQUENCE = 1000;
let first = "";
let since = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.metaKey || event.isComposing) return;
  const key = (event.ctrlKey ? "Control+" : "") + event.key;
  if (!event.ctrlKey && event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true]")) return;
  const isSecond = first && event.timeStamp - since < SEQUENCE;
  const control = (isSecond && find(`${first} ${key}`)) || find(key) || quickFor(key);
  first = key;
  since = event.timeStamp;
  if (!control) return;
  first = "";
  event.preventDefault();
  if (control.matches("input, textarea, select")) control.focus();
  else if (control.matches(".composer__face")) openAndWrite(control);
  else if (control.matches("summary")) { control.click(); control.focus(); }
  else control.click();
});

// A face that is folded is unfolded first; what it is written in may still be on its way.
function openAndWrite(face) {
  const composer = face.parentElement;
  composer.open = true;
  const write = () => {
    const at = document.activeElement;
    if (at !== face && composer.contains(at)) return; // somebody writes there already
    const missing = [...composer.querySelectorAll("input[required]")].find((field) => !field.value && field.checkVisibility());
    (missing ?? composer.querySelector("[contenteditable]") ?? composer.querySelector("textarea"))?.focus();
  };
  write();
  composer.addEventListener("htmx:load", write, { once: true });
}

// While a dialog is open only its own keys work.
function find(key) {
  const around = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
  const all = [...around.querySelectorAll("[data-key]")].filter((control) => control.dataset.key === key && !control.disabled);
  return all.find((control) => control.checkVisibility()) ?? all.find((control) => control.closest("[data-menu]"));
}

document.getElementById("shortcuts")?.addEventListener("atenda:opened", (event) => {
  const groups = new Map();
  const add = (group, key, words) => {
    if (!groups.has(group)) groups.set(group, new Map());
    if (!groups.get(group).has(key)) groups.get(group).set(key, words);
  };
  for (const control of document.querySelectorAll("[data-key][data-key-says]")) {
    add(control.dataset.keyGroup ?? "", control.dataset.key, control.dataset.keySays);
  }
  if (document.querySelector("[data-list]")) {
    add(say("onList"), "j", say("nextRow"));
    add(say("onList"), "k", say("previousRow"));
    add(say("onList"), "o", say("openRow"));
    if (document.querySelector("[data-mark]")) add(say("onList"), "x", say("markRow"));
    if (document.querySelector("[data-quick]")) for (const [key, words] of [["s", "rowState"], ["p", "rowPriority"], ["a", "rowPeople"], ["t", "rowTags"], ["d", "rowDue"]]) add(say("onList"), key, say(words));
  }
  event.target.querySelector("[data-shortcuts]").replaceChildren(...[...groups].map(section));
});

function section([group, keys]) {
  const made = document.createElement("section");
  const title = document.createElement("h3");
  title.textContent = group;
  made.append(title, ...[...keys].map(([key, words]) => line(key, words)));
  return made;
}

function line(key, words) {
  const made = document.createElement("p");
  const strokes = document.createElement("span");
  for (const stroke of key.replace("Control+", "Ctrl ").split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = stroke.length === 1 ? stroke.toUpperCase() : stroke;
    strokes.append(cap);
  }
  made.append(Object.assign(document.createElement("span"), { textContent: words }), strokes);
  return made;
}
