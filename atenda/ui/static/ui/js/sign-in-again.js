// A sign-in that expired in the middle of a deed: sign in here, then the deed is done again (B1).
import { renewToken } from "./csrf.js";

const path = document.body.dataset.signIn;
let interrupted = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isSignIn(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  if (event.detail.requestConfig.triggeringEvent?.type?.startsWith("atenda:")) return;
  interrupted = event.detail.requestConfig;
  ask(event.detail.xhr.responseText);
});

function isSignIn(address) {
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
  const { elt, triggeringEvent } = interrupted;
  interrupted = null;
  window.htmx.trigger(elt, triggeringEvent?.type ?? "submit");
}
