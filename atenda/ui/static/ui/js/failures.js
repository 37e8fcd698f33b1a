// Say in plain words what went wrong with a request, and that what was typed is still there.
import { toast } from "./toasts.js";
import { say } from "./words.js";

const SENTENCES = { 403: "forbidden", 404: "gone", 429: "tooMany" };

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (isQuiet(requestConfig)) return;
  const isOld = xhr.status === 403 && xhr.getResponseHeader("X-Atenda-Reason") === "page-too-old";
  toast({ text: say(isOld ? "tooOld" : SENTENCES[xhr.status] ?? "failed"), kind: "error" });
});

document.addEventListener("htmx:sendError", (event) => {
  if (!isQuiet(event.detail.requestConfig)) toast({ text: say("offline"), kind: "error" });
});

// What the page asked for by itself fails in silence: it will ask again.
const isQuiet = (request) => request?.verb === "get" && request?.triggeringEvent?.type?.startsWith("atenda:");
