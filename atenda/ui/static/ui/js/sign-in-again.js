// A sign-in that expired in the middle of a deed: sign in here, then the deed is done again (B1).
import { renewToken } from "./csrf.js";

const path = document.body.dataset.signIn;
let interrupted = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isSignIn(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  const { triggeringEvent, elt } = event.detail.requestConfig;
  if (!triggeringEvent?.type?.startsWith("atenda:")) interrupted = { elt, deed: triggeringEvent?.type ?? "submit" };
  if (!document.getElementById("sign-in-again").open) ask(event.detail.xhr.responseText);
});

export async function askToSignIn() {
  const answer = await fetch(path).catch(() => null);
  if (answer?.ok) ask(await answer.text());
}

export function isSignIn(address) {
  return Boolean(path) && Boolean(address) && new URL(address, location.href).pathname === path;
}

function ask(html) {
  const dialog = document.getElementById("sign-in-again");
  const place = dialog.querySelector("[data-sign-in-form]");
  const form = new DOMParser().parseFromString(html, "text/html").querySelector("form[method=post]:has([type=password])");
  if (!form) return location.reload();
  form.action = path;
  form.addEventListener("submit", (event) => { event.preventDefault(); signIn(form, dialog); });
  place.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  form.querySelector("input:not([type=hidden])")?.focus();
}

async function signIn(form, dialog) {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const html = await answer.text();
  if (!answer.ok || isSignIn(answer.url)) return ask(html);
  const page = new DOMParser().parseFromString(html, "text/html");
  renewToken(page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  dialog.close();
  const again = interrupted;
  interrupted = null;
  if (again) window.htmx.trigger(again.elt, again.deed);
}
