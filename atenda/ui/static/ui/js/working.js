// Anything over 300 ms shows that work goes on.
let running = 0;
let wait;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.type?.startsWith("atenda:")) return;
  running += 1;
  clearTimeout(wait);
  wait = setTimeout(() => document.body.classList.toggle("is-working", running > 0), 300);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.type?.startsWith("atenda:")) return;
  running = Math.max(0, running - 1);
  if (running === 0) document.body.classList.remove("is-working");
});
