// Menus: one open at a time, arrows move in it, Escape, a click elsewhere and the deed that was chosen close it. What
// others do in the meantime does not: a menu that is drawn anew by news is open as it was.
const open = () => document.querySelectorAll("details[data-menu][open]");
let kept = [];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]") ?? [...open()].at(-1);
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = [...menu.querySelectorAll(".menu__item, .segments__one")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = items.indexOf(document.activeElement) + step;
    items.at(next % items.length)?.focus();
    event.preventDefault();
  }
});

document.addEventListener("submit", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu) menu.open = false;
});

const siblings = (place) => [...document.getElementById(place).querySelectorAll("details[data-menu]")];

document.addEventListener("htmx:beforeSwap", (event) => {
  const isNews = event.detail.requestConfig?.triggeringEvent?.type?.startsWith("atenda:");
  kept = [];
  for (const menu of isNews ? open() : []) {
    const place = menu.closest("[id]")?.id;
    if (place) kept.push({ place, number: siblings(place).indexOf(menu), hadFocus: menu.contains(document.activeElement) });
  }
});

for (const swapped of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(swapped, () => {
    for (const { place, number, hadFocus } of kept) {
      const menu = document.getElementById(place) && siblings(place)[number];
      if (!menu || menu.open) continue;
      menu.open = true;
      if (hadFocus) menu.querySelector("summary").focus({ preventScroll: true });
    }
  });
}
