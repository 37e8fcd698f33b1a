// The last ten cases this person opened in this browser (B49). Only their numbers are kept, per organization and
// person: what they are called, and whether they may still be seen, the server says when the menu opens.
import { attach } from "./attach.js";

const { organization, person } = document.body.dataset;
const RECENT = "atenda:recent:";
const KEY = `${RECENT}${organization}:${person}`;
const MOST = 10;

export function recent() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]").filter(Number.isInteger).slice(0, MOST);
  } catch {
    return [];
  }
}

attach("[data-recent-case]", (page) => {
  const number = Number(page.dataset.recentCase);
  try {
    localStorage.setItem(KEY, JSON.stringify([number, ...recent().filter((each) => each !== number)].slice(0, MOST)));
  } catch { /* a full or forbidden storage keeps nothing, and breaks nothing */ }
});

attach("details[data-recent]", (menu) => {
  menu.addEventListener("toggle", async () => {
    if (!menu.open) return;
    const answer = await fetch(`${menu.dataset.recent}?folios=${recent()}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) menu.querySelector(".menu__list").innerHTML = await answer.text();
  });
});

attach("form[data-forgets-drafts]", (form) => {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(RECENT)) localStorage.removeItem(key);
  });
});
