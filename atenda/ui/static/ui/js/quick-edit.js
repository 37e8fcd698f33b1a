// Change one thing of a row over the list. A row has one link (data-quick); a click on its state, its priority, its
// deadline or its people, or a key of its own while the row is the current one, opens that field at once. Escape and a click elsewhere
// close it, arrows move in it, and the focus goes back to the row.
const KEYS = { s: "state", p: "priority", a: "responsible", t: "tags", d: "due_at" };
const PARTS = { ".badge-state": "state", ".badge-priority": "priority", ".avatars, .nobody": "responsible", ".row-due, .rows__due > .nothing": "due_at" };
let from = null;

export function quickFor(key) {
  const link = document.querySelector("[data-row].is-current [data-quick]");
  if (!link || !KEYS[key] || document.querySelector("dialog:modal")) return null;
  const row = link.closest("[data-row]");
  const sign = Object.entries(PARTS).find(([, name]) => name === KEYS[key])?.[0];
  return { click: () => open(link, KEYS[key], (sign && row.querySelector(sign)) ?? row), matches: () => false };
}

function box() {
  const there = document.getElementById("quick");
  if (there) return there;
  const made = document.createElement("div");
  Object.assign(made, { id: "quick", className: "quick-box", popover: "auto" });
  made.addEventListener("toggle", (event) => { if (event.newState === "closed") giveBack(); });
  made.addEventListener("keydown", walk);
  made.addEventListener("input", narrow);
  (document.querySelector("main") ?? document.body).append(made);
  return made;
}

async function open(link, field, place) {
  const over = box();
  const row = link.closest("[data-row]");
  from = row?.id ?? link.id;
  const { bottom, top, left } = place.getBoundingClientRect();
  over.replaceChildren();
  await window.htmx.ajax("GET", field ? `${link.pathname}${field}/` : link.pathname, { source: over, target: over, swap: "innerHTML" });
  if (!over.firstElementChild) return;
  over.showPopover();
  // below its row, or over it where there is more room; as high as fits, so that the row stays in sight
  const below = innerHeight - bottom - 12;
  const above = top - 12 - (document.querySelector(".topbar")?.offsetHeight ?? 0);
  const goesBelow = below >= over.offsetHeight || below >= above;
  over.style.maxBlockSize = `${Math.min(416, Math.max(160, goesBelow ? below : above))}px`;
  over.style.insetInlineStart = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - over.offsetWidth - 8))}px`;
  over.style.insetBlockStart = `${goesBelow ? bottom + 4 : Math.max(8, top - over.offsetHeight - 4)}px`;
  const items = [...over.querySelectorAll("[data-narrow], .menu__item, input:not([type=hidden])")];
  (over.querySelector("[data-narrow]") ?? over.querySelector("[aria-current]") ?? items[0])?.focus();
}

function giveBack() {
  const row = document.getElementById(from ?? "");
  if (row && (document.activeElement === document.body || document.activeElement?.closest(".quick-box"))) (row.querySelector(".rows__link") ?? row).focus({ preventScroll: true });
}

function walk(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...event.currentTarget.querySelectorAll(".menu__item:not([hidden])")];
  if (!items.length) return;
  const next = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  items.at(next % items.length)?.focus();
  event.preventDefault();
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function narrow({ target, currentTarget }) {
  if (!target.matches("[data-narrow]")) return;
  for (const item of currentTarget.querySelectorAll(".menu__item")) item.hidden = !plain(item.textContent).includes(plain(target.value));
}

// Before the list opens the case: what is pressed here is meant for the field.
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const onCase = event.target.closest?.("a[data-quick-field]");
  if (onCase) {
    event.preventDefault();
    open(onCase, "", onCase);
    return;
  }
  const direct = event.target.closest?.("a[data-quick]");
  const row = event.target.closest?.("[data-row]");
  const link = direct ?? row?.querySelector("[data-quick]");
  if (!link) {
    if (event.target.closest?.(".quick-box a[data-panel]")) box().hidePopover();
    return;
  }
  const [part, field] = direct ? [direct, ""] : Object.entries(PARTS).map(([sign, name]) => [event.target.closest(sign), name]).find(([found]) => found) ?? [];
  if (!part) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  open(link, field, part);
}, true);

document.addEventListener("htmx:afterRequest", ({ detail: { xhr, elt } }) => {
  if (xhr.status === 204 && elt.closest?.(".quick-box")) box().hidePopover();
});
