// Changes by others appear by themselves: the stream only says «changed», the page fetches its fragments. Where the
// stream cannot be reached the page asks every 15 s; after every break, and when it is looked at again, it asks once.
import { askToSignIn } from "./sign-in-again.js";

const POLL = 15_000;
const RETRY = 30_000;
const UNSEEN = 30_000;
const SETTLED = 60; // htmx has made what it put in the page hear by then
const { stream, organization } = document.body.dataset;
const timers = { poll: null, retry: null, patience: null, unseen: null };
const waiting = new Map();
const fetching = new Map();
let source = null;
let isFresh = true;

// A delay of its own for each page, so that two hundred lists do not fetch in one instant.
function tell(name) {
  if (document.hidden || waiting.has(name)) return;
  waiting.set(name, setTimeout(() => {
    waiting.delete(name);
    if (fetching.has(name)) fetching.get(name).isOld = true;
    else document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }, Math.random() * 400));
}

// What is being fetched may have been read before the news came, or be given up for what a person asked for meanwhile:
// then it is told again when that is in its place.
document.addEventListener("htmx:beforeSend", ({ detail: { xhr, requestConfig } }) => {
  const name = requestConfig.triggeringEvent?.type;
  if (!name?.startsWith("atenda:")) return;
  const now = fetching.get(name) ?? { number: 0, isOld: false };
  now.number += 1;
  fetching.set(name, now);
  xhr.addEventListener("abort", () => { now.isOld = true; });
  xhr.addEventListener("loadend", () => {
    now.number -= 1;
    if (now.number) return;
    fetching.delete(name);
    if (now.isOld) setTimeout(tell, SETTLED, name);
  });
});

// Who else is there is said at once: it is of no use later. What was said is void when the line breaks.
const emit = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail }));

const tellAll = () => { tell("atenda:cases-changed"); tell("atenda:case-changed"); tell("atenda:bell"); };

function stop(...names) {
  for (const name of names) {
    clearTimeout(timers[name]);
    timers[name] = null;
  }
}

function address() {
  const url = new URL(stream, location.href);
  url.searchParams.set("organization", organization);
  const watched = document.querySelector("[data-watch]")?.dataset.watch;
  if (watched) url.searchParams.set("watch", watched);
  return url;
}

function listen() {
  close();
  if (document.hidden) return;
  source = new EventSource(address(), { withCredentials: true });
  timers.patience = setTimeout(giveUp, POLL);
  source.addEventListener("open", () => {
    stop("patience", "retry");
    clearInterval(timers.poll);
    timers.poll = null;
    if (!isFresh) tellAll();
    isFresh = false;
    emit("atenda:listening", true);
  });
  source.addEventListener("error", () => {
    isFresh = false;
    emit("atenda:listening", false);
    if (source?.readyState === EventSource.CLOSED) giveUp();
    else timers.patience ??= setTimeout(giveUp, POLL);
  });
  source.addEventListener("cases", () => tell("atenda:cases-changed"));
  source.addEventListener("case", () => tell("atenda:case-changed"));
  source.addEventListener("bell", () => tell("atenda:bell"));
  source.addEventListener("people", (event) => emit("atenda:people", event.data));
  source.addEventListener("bye", () => { close(); askToSignIn(); });
}

function close() {
  if (source) emit("atenda:listening", false);
  source?.close();
  source = null;
  stop("patience", "retry");
}

function giveUp() {
  close();
  isFresh = false;
  timers.poll ??= setInterval(tellAll, POLL);
  timers.retry = setTimeout(listen, RETRY + Math.random() * POLL);
}

if (stream && organization) {
  listen();
  document.addEventListener("visibilitychange", () => {
    stop("unseen");
    if (document.hidden) timers.unseen = setTimeout(close, UNSEEN);
    else if (source) tellAll();
    else { isFresh = false; tellAll(); listen(); }
  });
  document.body.addEventListener("atenda:signed-in", () => { if (!source) { isFresh = false; listen(); } });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) { isFresh = false; listen(); } });
}
