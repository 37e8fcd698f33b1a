// Leaving a page with changes in a form that says data-unsaved asks first (B2).
import { isDone } from "./answers.js";
import { attach } from "./attach.js";

const changed = new Set();

attach("form[data-unsaved]", (form) => {
  const note = (event) => { if (event.isTrusted) changed.add(form); };
  const done = () => changed.delete(form);
  form.addEventListener("input", note);
  form.addEventListener("reset", done);
  form.addEventListener("submit", done);
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    if (isDone(event.detail.xhr)) done();
    else changed.add(form);
  });
  return done;
});

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
