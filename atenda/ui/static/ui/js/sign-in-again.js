// A sign-in that expired in the middle of a deed: sign in here, then the deed is done again (B1).
import { renewToken } from "./csrf.js";

const path = document.body.dataset.signIn;
const asked = new WeakMap(); // requests, and how often one had signed in when they left
let interrupted = null;
let times = 0;

document.addEventListener("htmx:beforeSend", (event) => asked.set(event.detail.xhr, times));

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!isSignIn(xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  const { triggeringEvent, elt } = requestConfig;
  const isDeed = !triggeringEvent?.type?.startsWith("atenda:");
  if (isDeed) interrupted = { elt, deed: triggeringEvent?.type ?? "submit" };
  if (asked.get(xhr) < times) setTimeout(resume); // it left before one signed in, and was answered after
  else if (!document.getElementById("sign-in-again").open) ask(xhr.responseText);
});

export async function askToSignIn() {
  const before = times;
  const answer = await fetch(path).catch(() => null);
  const html = answer?.ok && await answer.text();
  if (html && times === before && !document.getElementById("sign-in-again").open) ask(html);
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
  times += 1;
  resume();
}

function resume() {
  const again = interrupted;
  interrupted = null;
  if (again) window.htmx.trigger(again.elt, again.deed);
}
