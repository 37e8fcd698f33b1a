// Groups fold: a heading hides its rows, for as long as this browser is open.
import { attach } from "../ui/js/attach.js";

const keyOf = (heading) => `atenda:folded:${heading.dataset.group}`;

function* rowsOf(heading) {
  for (let row = heading.nextElementSibling; row && !row.matches("[data-group]"); row = row.nextElementSibling) yield row;
}

function fold(heading, isFolded) {
  heading.querySelector("button").setAttribute("aria-expanded", String(!isFolded));
  for (const row of rowsOf(heading)) row.hidden = isFolded;
}

attach("[data-group]", (heading) => {
  const button = heading.querySelector("button");
  button.hidden = false;
  heading.querySelector(".rows__group-name").remove();
  fold(heading, sessionStorage.getItem(keyOf(heading)) === "1");
  button.addEventListener("click", () => {
    const isFolded = button.getAttribute("aria-expanded") === "true";
    fold(heading, isFolded);
    if (isFolded) sessionStorage.setItem(keyOf(heading), "1");
    else sessionStorage.removeItem(keyOf(heading));
  });
});
