// A sign-in that expired in the middle of a deed: sign in here, then the deed is done again (B1). A password may be
// asked for and then a code.
import { renewToken } from "./csrf.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

const QUESTION = "main form[method=post]:has([type=password], [name=code])";
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
  else if (!isAsking()) understand(xhr.responseText, xhr.responseURL);
});

export async function askToSignIn() {
  const before = times;
  const answer = await fetch(path).catch(() => null);
  const html = answer?.ok && await answer.text();
  if (html && times === before && !isAsking()) understand(html, answer.url);
}

export function isSignIn(address) {
  return Boolean(path) && Boolean(address) && new URL(address, location.href).pathname === path;
}

const isAsking = () => document.getElementById("sign-in-again").open;

// A page that asks something is asked here; any other is that of somebody who is signed in, perhaps in another tab.
function understand(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const form = page.querySelector(QUESTION);
  if (form) return ask(form, address);
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) renewToken(token);
  document.getElementById("sign-in-again").close();
  times += 1;
  document.body.dispatchEvent(new CustomEvent("atenda:signed-in"));
  resume();
}

function ask(form, address) {
  const dialog = document.getElementById("sign-in-again");
  form.action = new URL(form.getAttribute("action") || address, address).href;
  form.removeAttribute("data-submit-once"); // it may have to be sent again
  form.addEventListener("submit", (event) => { event.preventDefault(); answerWith(form); });
  dialog.querySelector("[data-sign-in-form]").replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  form.querySelector("input:not([type=hidden])")?.focus();
}

async function answerWith(form) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  const html = await answer?.text();
  if (!answer) toast({ text: say("offline"), kind: "error" });
  else if (answer.ok || answer.status === 422) understand(html, answer.url);
  else if (answer.status === 403) askAnew(); // the form is older than a sign-in in another tab
  else toast({ text: say(answer.status === 429 ? "tooMany" : "failed"), kind: "error" });
}

function askAnew() {
  document.getElementById("sign-in-again").close();
  askToSignIn();
}

function resume() {
  const again = interrupted;
  interrupted = null;
  if (again) window.htmx.trigger(again.elt, again.deed);
}
