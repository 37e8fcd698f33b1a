// Who else looks at what this page shows, and who writes there (B7). The stream says who, in numbers; the page fetches
// the words (data-presence is their address) and says of its own person: still looking, writing, writing no more.
import { attach } from "./attach.js";

const { stream } = document.body.dataset;
const STILL_LOOKING = 30_000;
const AGAIN = 4_000; // while somebody writes on
const RESTS = 6_000;
const AT_MOST = 700; // between two looks at who is there
const NOBODY = "looking=&writing=";
let isListening = false;

document.body.addEventListener("atenda:listening", (event) => { isListening = event.detail; });

attach("[data-presence]", (place) => {
  const watch = place.closest("[data-watch]")?.dataset.watch;
  if (!stream || !watch) return undefined;
  let wanted = NOBODY;
  let shown = NOBODY;
  let isShowing = false;
  let saidAt = 0;
  let rest;
  const ending = new AbortController();
  const { signal } = ending;

  const say = (deed) => {
    if (!isListening || document.hidden) return;
    const body = new URLSearchParams({ watch, deed });
    fetch(stream, { method: "POST", credentials: "include", keepalive: true, body }).catch(() => {});
  };
  const show = async () => {
    if (isShowing) return;
    isShowing = true;
    while (shown !== wanted && !signal.aborted) {
      shown = wanted;
      const words = shown === NOBODY ? "" : await fetchWords(`${place.dataset.presence}?${shown}`);
      if (shown === wanted) place.innerHTML = words;
      await new Promise((resolve) => { setTimeout(resolve, AT_MOST); });
    }
    isShowing = false;
  };
  const resting = () => {
    clearTimeout(rest);
    if (saidAt) say("resting");
    saidAt = 0;
  };
  const writing = (event) => {
    if (!event.isTrusted || !event.target.closest?.("[data-says-writing]")) return;
    if (!event.target.value) return resting();
    clearTimeout(rest);
    rest = setTimeout(resting, RESTS);
    if (Date.now() - saidAt < AGAIN) return;
    saidAt = Date.now();
    say("writing");
  };
  const looking = setInterval(say, STILL_LOOKING, "looking");
  document.body.addEventListener("atenda:people", (event) => { wanted = event.detail; show(); }, { signal });
  document.body.addEventListener("atenda:listening", () => {
    wanted = NOBODY;
    show();
    if (saidAt) say("writing"); // one may begin to write before the stream is there
  }, { signal });
  document.addEventListener("input", writing, { signal });
  document.addEventListener("submit", (event) => { if (event.target.closest("[data-says-writing]")) resting(); }, { signal });
  return () => { ending.abort(); clearInterval(looking); clearTimeout(rest); };
});

async function fetchWords(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : "";
}
