// Say in the corner what was just done, with a way back where there is one. Above everything, dialogs too.
import { post } from "./csrf.js";
import { say } from "./words.js";

const SECONDS = { success: 6, info: 6, undo: 12, error: 12 };

export function toast({ text, undo = null, kind = "info" }) {
  const corner = document.getElementById("toasts");
  if (!corner || !text) return;
  const note = document.createElement("div");
  note.className = `toast-note toast-note--${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  note.append(words);
  if (undo) {
    for (const older of corner.querySelectorAll("[data-key=u]")) older.removeAttribute("data-key"); // the key is for the last deed
    note.append(wayBack(undo, note));
  }
  note.append(button("×", () => leave(note), say("close")));
  corner.append(note);
  rise(corner);
  leaveLater(note, SECONDS[undo ? "undo" : kind] ?? 6);
}

function button(label, deed, voice = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  if (voice) made.setAttribute("aria-label", voice);
  made.addEventListener("click", deed);
  return made;
}

// `undo` is the address of undoing and the deed that is meant, by its events.
function wayBack(undo, note) {
  const made = button(say("undo"), () => takeBack(undo, note));
  Object.assign(made.dataset, { key: "u", keySays: say("undo"), keyGroup: say("anywhere") });
  made.title = `${say("undo")} (U)`;
  return made;
}

async function takeBack({ address, deed }, note) {
  leave(note);
  const answer = await post(address, { deed }).catch(() => null);
  if (answer?.ok) location.reload();
  else toast({ text: say("failed"), kind: "error" });
}

function rise(corner) {
  corner.popover = "manual";
  if (corner.matches(":popover-open")) corner.hidePopover();
  corner.showPopover();
}

function leave(note) {
  const corner = note.parentElement;
  note.remove();
  if (corner && !corner.children.length && corner.matches(":popover-open")) corner.hidePopover();
}

function leaveLater(note, seconds) {
  let wait = setTimeout(leave, seconds * 1000, note);
  note.addEventListener("pointerenter", () => clearTimeout(wait));
  note.addEventListener("pointerleave", () => { wait = setTimeout(leave, 3000, note); });
}

document.addEventListener("atenda:toast", (event) => toast(event.detail));

// The change may be seen before the answer comes: whoever asked is off the page then, and no event of theirs is heard.
document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  let isHeard = false;
  const hear = () => { isHeard = true; };
  document.addEventListener("atenda:toast", hear);
  xhr.addEventListener("loadend", () => {
    document.removeEventListener("atenda:toast", hear);
    const said = isHeard || elt.isConnected ? null : JSON.parse(xhr.getResponseHeader("HX-Trigger") ?? "null");
    if (said?.["atenda:toast"]) toast(said["atenda:toast"]);
  });
});
for (const note of document.querySelectorAll("#toasts > .toast-note")) leaveLater(note, note.querySelector("form") ? SECONDS.undo : 8);
