// Ctrl K: words, a folio, a phone number → cases, customers, pages and deeds (B52). Arrows choose, Enter goes. With
// nothing typed it begins with the cases one opened last (B49).
import { recent } from "./recent.js";

const OPTION = "[role=option]:not([aria-disabled])"; // that there is nothing is an option nobody takes

const dialog = document.getElementById("palette");

if (dialog?.dataset.palette) {
  const input = dialog.querySelector("input");
  const answers = dialog.querySelector("[role=listbox]");
  let wait;
  let asked = 0;
  let isAnswered = true;
  let goesOn = false;

  const options = () => [...answers.querySelectorAll(OPTION)];
  const current = () => answers.querySelector("[aria-selected=true]");

  const choose = (option) => {
    current()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
  };

  const ask = async () => {
    const turn = ++asked;
    const url = new URL(dialog.dataset.palette, location.href);
    url.searchParams.set("q", input.value.trim());
    if (!input.value.trim()) url.searchParams.set("recent", recent());
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || turn !== asked) return;
    answers.innerHTML = await answer.text();
    choose(options()[0]);
    isAnswered = true;
    if (goesOn) current()?.click();
    goesOn = false;
  };

  dialog.addEventListener("atenda:opened", () => { input.select(); ask(); });
  input.addEventListener("input", () => {
    isAnswered = goesOn = false;
    asked += 1;
    clearTimeout(wait);
    wait = setTimeout(ask, 120);
  });
  answers.addEventListener("pointermove", (event) => {
    const option = event.target.closest(OPTION);
    if (option && option !== current()) choose(option);
  });
  answers.addEventListener("click", (event) => { if (event.target.closest(OPTION)) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { // a search field would only empty itself
      event.preventDefault();
      input.blur(); // the next key is not for a field that is gone
      dialog.close();
    }
    const all = options();
    if (event.key === "Enter" && !isAnswered) goesOn = true; // typed faster than we answer: go when we know where
    else if (event.key === "Enter" && current()) current().click();
    else if (event.key === "ArrowDown") choose(all[(all.indexOf(current()) + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all.at(all.indexOf(current()) - 1));
    else return;
    event.preventDefault();
  });
}
