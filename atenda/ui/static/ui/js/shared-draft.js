// data-keeps-draft: what is typed into this form is kept on the server as well, a moment after one stops, until it is sent.
import { attach } from "./attach.js";
import { post } from "./csrf.js";

const PAUSE = 1500;

attach("form[data-keeps-draft]", (form) => {
  let wait = null;
  const stop = () => { clearTimeout(wait); wait = null; };
  const keep = () => { stop(); post(form.dataset.keepsDraft, new FormData(form)).catch(() => {}); }; // the browser has it, too
  const later = () => { stop(); wait = setTimeout(keep, PAUSE); };
  const atOnce = () => { if (wait) keep(); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", stop);
  addEventListener("pagehide", atOnce);
  return () => { stop(); removeEventListener("pagehide", atOnce); };
});
