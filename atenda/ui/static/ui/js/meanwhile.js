// What a colleague wrote while one was writing is told before one's own is sent (B7): a line over the field.
import { attach } from "./attach.js";
import { say } from "./words.js";

const newest = (entries) => [...entries.querySelectorAll("[data-written-by]")];
const known = new Set();

attach("[data-entries]", (entries) => {
  const news = newest(entries).filter((entry) => !known.has(entry.id));
  const isFirst = known.size === 0;
  for (const entry of newest(entries)) known.add(entry.id);
  known.add(entries.id);
  const form = document.querySelector("[data-says-writing]");
  const name = news.map((entry) => entry.dataset.writtenBy).find((each) => each !== form?.dataset.saysWriting);
  if (isFirst || !name || !form?.querySelector("textarea")?.value.trim()) return;
  form.querySelector(".meanwhile")?.remove();
  const line = document.createElement("p");
  line.className = "meanwhile";
  line.setAttribute("role", "status");
  line.textContent = say("meanwhile", { name });
  form.prepend(line);
});
