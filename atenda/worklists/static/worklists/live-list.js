// What others do appears without moving what one reads: a row that changed does so in its place; what came, went or
// stands elsewhere by now is told in a line, and shown when one asks for it. An empty list fills itself.
import { attach } from "../ui/js/attach.js";

const COUNTS_EVERY = 5_000;
const rowsOf = (root) => [...root.querySelectorAll("[data-list] [data-row]")];
const withoutTimes = (row) => row.innerHTML.replace(/(<time[^>]*>)[^<]*<\/time>/g, "$1");
let counting = null;

attach("#cases-list", (list) => {
  const swap = (event) => {
    const { target, requestConfig, xhr } = event.detail;
    if (target !== list || requestConfig.triggeringEvent?.type !== "atenda:cases-changed") return;
    const shown = rowsOf(list);
    const fresh = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("#cases-list");
    if (!shown.length || !fresh || xhr.status !== 200) return;
    event.detail.shouldSwap = false;
    inPlace(shown, rowsOf(fresh));
    for (const count of fresh.querySelectorAll(".tabs__count:not(:empty)")) write(count.id, count.textContent);
    countSoon();
  };
  document.addEventListener("htmx:beforeSwap", swap);
  return () => document.removeEventListener("htmx:beforeSwap", swap);

  function inPlace(shown, coming) {
    const here = new Map(shown.map((row) => [row.id, row]));
    const there = new Set(coming.map((row) => row.id));
    for (const row of coming) if (here.has(row.id)) change(here.get(row.id), row);
    for (const row of shown) row.classList.toggle("is-gone", !there.has(row.id));
    const arrived = coming.filter((row) => !here.has(row.id)).length;
    const isSame = !arrived && shown.map((row) => row.id).join() === coming.map((row) => row.id).join();
    tell(isSame ? "" : arrived ? list.dataset.saysNew.replace("{n}", arrived) : list.dataset.saysMoved);
  }

  function change(row, fresh) {
    const isMarked = row.querySelector("[data-mark]")?.checked;
    const before = withoutTimes(row);
    const hadFocus = row.contains(document.activeElement) && document.activeElement;
    if (hadFocus && hadFocus.matches("input, select, textarea") && !hadFocus.matches("[data-mark]")) return;
    if (row.innerHTML === fresh.innerHTML) return;
    const isNews = before !== withoutTimes(fresh);
    const place = hadFocus ? [...row.querySelectorAll("a, button, input")].indexOf(hadFocus) : -1;
    row.replaceChildren(...fresh.childNodes);
    window.htmx.process(row);
    const mark = row.querySelector("[data-mark]");
    if (mark) mark.checked = isMarked;
    if (place >= 0) row.querySelectorAll("a, button, input")[place]?.focus({ preventScroll: true });
    for (const name of [...row.classList]) if (name.startsWith("rows__row--")) row.classList.remove(name);
    row.classList.add(...[...fresh.classList].filter((name) => name.startsWith("rows__row--") || name.startsWith("tone-")));
    if (!isNews) return;
    row.classList.remove("is-changed");
    requestAnimationFrame(() => row.classList.add("is-changed"));
  }

  function tell(words) {
    const line = list.querySelector(".list-news");
    if (line.dataset.words === words) return;
    line.dataset.words = words;
    line.replaceChildren();
    if (!words) return;
    const show = document.createElement("button");
    show.type = "button";
    show.className = "btn btn-primary btn-small list-news__show";
    show.textContent = `${words} · ${list.dataset.saysShow}`;
    show.addEventListener("click", () => {
      window.htmx.ajax("GET", list.getAttribute("hx-get"), { source: list, target: list, select: "#cases-list", swap: "outerHTML" });
    });
    line.append(show);
  }
});

function write(id, text) {
  const count = document.getElementById(id);
  if (count && count.textContent !== text) count.textContent = text;
}

// At most once in a while, and once more after the last change.
function countSoon() {
  counting ??= setTimeout(() => {
    counting = null;
    document.body.dispatchEvent(new CustomEvent("atenda:counts-due", { bubbles: true }));
  }, COUNTS_EVERY);
}
