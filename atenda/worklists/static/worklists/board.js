// Cards of a board: dragged, or moved with Shift and an arrow; arrows alone go from card to card. What is moved is
// told to the server, which answers with the whole board. Nothing is fetched while a card is in the hand.
import { attach } from "../ui/js/attach.js";

// A name of the import map: written inside import(), the static storage would look for a file called so.
const DRAGGER = "sortablejs";
const PLACE = "cases-list";
const LINK = ".case-card__link";
let inHand = false;
let isMoving = false;
let isMissed = false;
let isOurs = false;
let focused = "";
let scroll = null;
const asked = [];  // what keys asked for while a card was on its way

const cardAt = (target) => target.closest?.("[data-card]");
const cardsOf = (list) => [...list.querySelectorAll(":scope > [data-card]")];
const listsBeside = (list) => [...(list.closest(".board__row")?.querySelectorAll("[data-cards]") ?? [])];

attach("[data-board]", (board) => {
  const around = board.closest(`#${PLACE}`);
  const draggers = [];
  let isGone = false;
  if (board.querySelector("[data-place]")) import(DRAGGER).then(() => {
    if (isGone) return;
    for (const list of around.querySelectorAll("[data-cards]")) draggers.push(window.Sortable.create(list, settings));
  });
  return () => { isGone = true; draggers.forEach((each) => each.destroy()); };
});

const settings = {
  group: "board",
  sort: false,
  draggable: "[data-place]",
  ghostClass: "is-ghost",
  dragClass: "is-dragged",
  delay: 180,
  delayOnTouchOnly: true,
  filter: ".case-card__move",
  preventOnFilter: false,
  scrollSensitivity: 60,
  onChoose() { inHand = true; },  // from the press on: a card drawn anew under the pointer cannot be dragged
  onUnchoose() {
    inHand = false;
    setTimeout(() => { if (isMissed && !isMoving && !inHand) refresh(); });
  },
  onEnd({ item, from, to }) { if (to !== from) move(item, to); },
};

// The column asks, not the list: the list asks for itself when there is news, and of two questions of one element
// the older is given up. What is on its way already shows the card where it was.
function move(card, list) {
  const { place, at, lane = "" } = card.dataset;
  const values = { to: list.dataset.to, was: at };
  if (lane) Object.assign(values, { lane: list.dataset.lane ?? lane, lane_was: lane });
  focused = card.dataset.card;
  isOurs = true;
  isMoving = true;
  const around = document.getElementById(PLACE);
  window.htmx.trigger(around, "htmx:abort");
  window.htmx.ajax("POST", place, {
    source: list, target: around, select: `#${PLACE}`, swap: "outerHTML", values,
  }).catch(() => {}).finally(moved);
}

function moved() {
  isMoving = false;
  const next = asked.shift();
  if (next && step(next)) return;
  asked.length = 0;
  if (isMissed) refresh();
}

// One column further, of a card by its number. Whether there is one.
function step({ card, side }) {
  const found = document.getElementById(`card-${card}`);
  const lists = found ? listsBeside(found.parentElement) : [];
  const to = lists[lists.indexOf(found?.parentElement) + side];
  if (to && found.dataset.place) move(found, to);
  return Boolean(to);
}

function refresh() {
  isMissed = false;
  document.body.dispatchEvent(new CustomEvent("atenda:cases-changed", { bubbles: true }));
}

function steer(event) {
  const card = cardAt(event.target);
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const list = card.parentElement;
  const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const lists = listsBeside(list);
  const place = cardsOf(list).indexOf(card);
  if (side && event.shiftKey) {
    const wanted = { card: card.dataset.card, side };
    if (isMoving) asked.push(wanted);
    else step(wanted);
  } else if (side) {
    const rest = side > 0 ? lists.slice(lists.indexOf(list) + 1) : lists.slice(0, lists.indexOf(list)).reverse();
    const cards = rest.map(cardsOf).find((each) => each.length);
    cards?.[Math.min(place, cards.length - 1)].querySelector(LINK).focus();
  } else if (down && !event.shiftKey) {
    cardsOf(list)[place + down]?.querySelector(LINK).focus();
  } else return;
  event.preventDefault();
}

document.addEventListener("keydown", steer);

const isBoard = (element) => element?.id === PLACE && document.querySelector("[data-board]");

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target, requestConfig } = event.detail;
  if (!isBoard(target) || !(inHand || (isMoving && requestConfig.verb === "get"))) return;
  isMissed = true;
  event.preventDefault();
});

// A card may be taken up while an answer is on its way.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isBoard(event.detail.target)) return;
  if (inHand) {
    isMissed = true;
    event.detail.shouldSwap = false;
    return;
  }
  const board = document.querySelector("[data-board]");
  scroll = { left: board.scrollLeft, top: board.scrollTop };
  focused ||= cardAt(document.activeElement)?.dataset.card ?? "";
});

// In the same instant, before another key can come.
document.addEventListener("htmx:afterSwap", () => {
  const board = scroll && document.querySelector("[data-board]");
  if (!board) return;
  board.scrollTo(scroll);
  if (focused) document.getElementById(`card-${focused}`)?.querySelector(LINK)?.focus({ preventScroll: !isOurs });
  scroll = null;
  focused = "";
  isOurs = false;
});

for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => { if (isBoard(event.detail.target)) refresh(); });
}
