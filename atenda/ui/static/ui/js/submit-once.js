// A form is sent once, however often its button is pressed (B4).
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-submit-once]");
  if (!form) return;
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.add(form);
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  queueMicrotask(() => { if (event.defaultPrevented && !isHtmx(form)) release(form); });
  button?.setAttribute("aria-busy", "true");
}, true);

const isHtmx = (form) => ["hx-post", "hx-get", "hx-put", "hx-patch", "hx-delete"].some((name) => form.hasAttribute(name));

function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-submit-once]");
  if (form && !event.detail.xhr.getResponseHeader("HX-Redirect")) release(form);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-submit-once]").forEach(release);
});
