// Files chosen, dropped, pasted or photographed are sent one by one, each with its progress; what failed is sent again
// by itself when the connection was the reason, and by a button otherwise. Nothing else on the page waits (B6).
import { attach } from "../../ui/js/attach.js";
import { post } from "../../ui/js/csrf.js";
import { carries, chooseWays } from "./choosing.js";
import { send } from "./sending.js";

const AT_ONCE = 2;
const places = new Map();

attach("[data-uploads-to]", (place) => {
  const state = { waiting: [], running: 0, saves: false };
  places.set(place, state);
  const leave = chooseWays(place, (files) => add(place, state, files));
  place.addEventListener("click", discard);
  place.addEventListener("atenda:files", (event) => add(place, state, event.detail));
  place.dataset.ready = "";
  return () => { leave(); places.delete(place); delete place.dataset.ready; };
});

function add(place, state, files) {
  for (const file of files) {
    const row = draw(place, file);
    const sending = { file, row, key: newKey() };
    const refusal = refused(place, file);
    if (refusal) fail(place, state, sending, refusal, false);
    else { state.waiting.push(sending); row.dataset.state = "waiting"; }
  }
  go(place, state);
}

function go(place, state) {
  while (state.running < AT_ONCE && state.waiting.length) {
    const sending = state.waiting.shift();
    state.running += 1;
    sending.row.dataset.state = "sending";
    const bar = sending.row.querySelector("progress");
    send(place.dataset.uploadsTo, sending, (part) => { bar.value = part; })
      .then((kept) => done(place, sending, kept))
      .catch((error) => fail(place, state, sending, error.sentence ?? place.dataset[error.offline ? "sayOffline" : "sayFailed"], true))
      .finally(() => { state.running -= 1; go(place, state); finished(place, state); });
  }
}

function done(place, sending, kept) {
  const { row } = sending;
  row.dataset.state = "done";
  row.querySelector("progress").remove();
  row.querySelector(".upload__why").textContent = "";
  if (!place.dataset.field) return row.remove();
  row.classList.add("upload--done");
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: place.dataset.field, value: String(kept.id) });
  row.prepend(field);
  row.querySelector(".upload__name").textContent = kept.name;
  row.append(button("×", place.dataset.sayRemove, { discard: discardAddress(place, kept.id) }));
}

// All are through: the page shows them, and a form that waited for them goes.
function finished(place, state) {
  if (state.running || state.waiting.length) return;
  if (!place.dataset.field) document.body.dispatchEvent(new CustomEvent("atenda:case-changed", { bubbles: true }));
  const hasFailed = place.querySelector("[data-state=failed]");
  if (state.saves && !hasFailed) { state.saves = false; place.closest("form")?.requestSubmit(); }
}

function fail(place, state, sending, sentence, mayRetry) {
  const { row } = sending;
  row.dataset.state = "failed";
  row.querySelector("progress")?.setAttribute("hidden", "");
  row.querySelector(".upload__why").textContent = sentence;
  const again = button(place.dataset.sayRetry, "", {});
  again.addEventListener("click", () => {
    for (const each of row.querySelectorAll("button")) each.remove();
    row.querySelector(".upload__why").textContent = "";
    row.querySelector("progress").removeAttribute("hidden");
    state.waiting.push(sending);
    row.dataset.state = "waiting";
    go(place, state);
  });
  const away = button("×", place.dataset.sayRemove, {});
  away.addEventListener("click", () => row.remove());
  if (mayRetry) row.append(again);
  row.append(away);
}

function refused(place, file) {
  if (file.size === 0) return place.dataset.sayEmpty;
  return file.size > Number(place.dataset.largest) ? place.dataset.sayTooLarge : "";
}

function draw(place, file) {
  const row = document.createElement("li");
  row.className = "upload";
  const name = span("upload__name", file.name);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", `${file.name}: ${place.dataset.saySending}`);
  row.append(name, bar, span("upload__why", ""));
  place.querySelector(".uploads__list").append(row);
  return row;
}

// A random UUID; the browser has its own only where pages come by https.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function span(name, words) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  return made;
}

function button(words, voice, data) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-ghost btn-small";
  made.textContent = words;
  if (voice) made.setAttribute("aria-label", voice);
  Object.assign(made.dataset, data);
  return made;
}

const discardAddress = (place, id) => `/${document.body.dataset.organization}/uploads/${id}/removal/`;

async function discard(event) {
  const asked = event.target.closest("[data-discard]");
  if (!asked) return;
  const answer = await post(asked.dataset.discard).catch(() => null);
  if (answer?.ok || answer?.status === 404) asked.closest("li").remove();
}

// A form is saved when its files are there. Before «submit once» hears of it, or the form would count as sent.
addEventListener("submit", (event) => {
  for (const [place, state] of places) {
    if (!event.target.contains?.(place) || !place.dataset.field) continue;
    const failed = place.querySelector("[data-state=failed] .upload__why");
    if (!state.running && !state.waiting.length && !failed) continue;
    event.preventDefault();
    event.stopImmediatePropagation();
    state.saves = true;
    if (failed) failed.textContent = place.dataset.sayWait;
  }
}, true);

// Pasted anywhere: into the form that has the focus, else onto the case. Words that are pasted with a picture of
// themselves, as spreadsheets do, stay words.
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || (isTyping(event.target) && event.clipboardData.types.includes("text/plain"))) return;
  const found = [...places.keys()].filter((place) => place.isConnected);
  const place = found.find((each) => each.closest("form")?.contains(event.target)) ?? found.find((each) => !each.dataset.field);
  if (!place) return;
  event.preventDefault();
  add(place, places.get(place), files);
});

const isTyping = (element) => Boolean(element.closest?.("input, textarea, [contenteditable]"));

// A file dropped beside its place must not take the page away.
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => { if (places.size && carries(event)) event.preventDefault(); });
}
