// What a colleague wrote while one was writing is told before one's own is sent (B7): a line over the field. And what
// of the timeline one has unfolded stays there when it is fetched again.
import { attach } from "./attach.js";
import { say } from "./words.js";

// of a case that was merged into this one they are entry-1041-7, and no news
const seqOf = (entry) => Number(entry.id.slice("entry-".length)) || 0;
let last = null;

attach("[data-entries]", (entries) => {
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
