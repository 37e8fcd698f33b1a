// What a colleague wrote while one was writing is told before one's own is sent (B7): a line over the field. An answer
// that nobody has begun yet becomes one to the newest message instead, once that is on the page. And what of the
// timeline one has unfolded stays there when it is fetched again.
import { attach } from "./attach.js";
import { say } from "./words.js";

// of a case that was merged into this one they are entry-1041-7, and no news
const seqOf = (entry) => Number(entry.id.slice("entry-".length)) || 0;
let last = null;
let answeredTo = 0; // the newest message for which the answer was fetched again

async function answerNewest(entries) {
  const newest = Math.max(0, ...[...entries.querySelectorAll("[data-message]")].map((each) => Number(each.dataset.message)));
  const form = document.querySelector("[data-answers-up-to]");
  if (!form || newest <= Math.max(Number(form.dataset.answersUpTo), answeredTo) || isBegun(form)) return;
  answeredTo = newest;
  const wasIn = form.contains(document.activeElement) && document.activeElement.localName === "trix-editor";
  const how = { source: form.parentElement, target: form, select: `#${form.id}`, swap: "outerHTML" };
  await window.htmx.ajax("GET", form.getAttribute("action"), how).catch(() => {});
  if (wasIn) document.querySelector(`#${form.id} trix-editor`)?.focus();
}

const isBegun = (form) => Boolean(form.elements.body.value.trim() || form.querySelector(".upload, .field__error"))
  || [...form.querySelectorAll("textarea, input:not([type=hidden]), select")].some((each) => each.name && isChanged(each));
function isChanged(field) {
  if (field.localName === "select") return field.selectedIndex > 0;
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

attach("[data-entries]", (entries) => {
  answerNewest(entries);
  const all = [...entries.querySelectorAll(".timeline__item")];
  const news = last === null ? [] : all.filter((entry) => seqOf(entry) > last && entry.dataset.writtenBy);
  last = Math.max(last ?? 0, ...all.map(seqOf));
  const form = document.querySelector("[data-says-writing]");
  const name = news.map((entry) => entry.dataset.writtenBy).find((each) => each !== form?.dataset.saysWriting);
  if (!name || !form?.querySelector("textarea")?.value.trim()) return;
  form.querySelector(".meanwhile")?.remove();
  const line = document.createElement("p");
  line.className = "meanwhile";
  line.setAttribute("role", "status");
  line.textContent = say("meanwhile", { name });
  form.prepend(line);
});

document.addEventListener("htmx:configRequest", ({ detail: { elt, parameters } }) => {
  if (elt.matches("[data-entries]")) parameters.shown = elt.querySelectorAll(".timeline__item").length;
});
