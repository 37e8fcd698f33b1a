// Changes by others appear by themselves: the stream says «changed», the page fetches its fragments. Without a
// stream the page asks every 15 s; after every break it asks once. A hidden tab waits until it is looked at.
const POLL = 15_000;
const { stream, organization } = document.body.dataset;
let poll = null;
let wait = null;
let numbers = new Set();
let isBroken = false;

function announce() {
  wait = null;
  if (document.hidden) return;
  const changed = [...numbers];
  numbers = new Set();
  send("atenda:cases-changed", { numbers: changed });
  for (const number of changed) send("atenda:case-changed", { number });
  if (!changed.length) send("atenda:case-changed", { number: null });
}

const send = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
const soon = (delay) => { wait ??= setTimeout(announce, delay + Math.random() * delay); };
const startPolling = () => { poll ??= setInterval(() => soon(500), POLL); };
const stopPolling = () => { clearInterval(poll); poll = null; };

function hear(event) {
  const said = JSON.parse(event.data || "{}");
  for (const number of said.numbers ?? (said.number ? [said.number] : [])) numbers.add(number);
  soon(80);
}

function listen() {
  const url = new URL(stream, location.href);
  url.searchParams.set("organization", organization);
  const source = new EventSource(url, { withCredentials: true });
  source.addEventListener("open", () => {
    stopPolling();
    if (isBroken) soon(300);
    isBroken = false;
  });
  source.addEventListener("error", () => {
    isBroken = true;
    startPolling();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, POLL + Math.random() * POLL);
  });
  source.addEventListener("cases", hear);
  source.addEventListener("case", hear);
  addEventListener("pagehide", () => source.close(), { once: true });
}

if (stream && organization) {
  listen();
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (numbers.size || isBroken)) soon(50); });
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); soon(50); } });
}
