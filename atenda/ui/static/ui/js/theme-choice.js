// Choosing a theme changes the page at once; the server is told behind it.
import { post } from "./csrf.js";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-choice]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  document.documentElement.dataset.theme = chosen;
  for (const one of form.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(one.value === chosen));
  post(form.action, { theme: chosen }).catch(() => {});
});
