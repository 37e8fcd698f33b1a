// Cards of a board: dragged, or moved with Shift and an arrow; arrows alone go from card to card. What is moved is
// told to the server, which answers with the whole board. Nothing is fetched while a card is in the hand.
import { attach } from "../ui/js/attach.js";

// A name of the import map: written inside import(), the static storage would look for a file called so.
const DRAGGER = "sortablejs";
const PLACE = "cases-list";
const LINK = ".case-card__link";
let inHand = false;
let isMissed = false;
let isOurs = false;
let focused = "";
let scroll = null;

const cardAt = (target) => target.closest?.("[data-card]");
const cardsOf = (list) => [...list.querySelectorAll(":scope > [data-card]")];
const listsBeside = (list) => [...(list.closest(".board__row")?.querySelectorAll("[data-cards]") ?? [])];

attach("[data-board]", (board) => {
  const around = board.closest(`#${PLACE}`);
  if (scroll) board.scrollTo(scroll);
  if (focused) document.getElementById(`card-${focused}`)?.querySelector(LINK)?.focus({ preventScroll: !isOurs });
  focused = "";
  isOurs = false;
  const draggers = [];
  let isGone = false;
  if (board.querySelector("[data-place]")) import(DRAGGER).then(() => {
    if (isGone) return;
    for (const list of around.querySelectorAll("[data-cards]")) draggers.push(window.Sortable.create(list, settings));
  });
  board.addEventListener("keydown", steer);
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
  onStart() { inHand = true; },
  onEnd({ item, from, to }) {
    inHand = false;
    if (to !== from) move(item, to);
    else if (isMissed) refresh();
  },
};

function move(card, list) {
  const { place, at, lane = "" } = card.dataset;
  const values = { to: list.dataset.to, was: at };
  if (lane) Object.assign(values, { lane: list.dataset.lane ?? lane, lane_was: lane });
  focused = card.dataset.card;
  isOurs = true;
  window.htmx.ajax("POST", place, {
    source: document.getElementById(PLACE), target: `#${PLACE}`, select: `#${PLACE}`, swap: "outerHTML", values,
  }).catch(() => {});
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
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const lists = listsBeside(list);
  const place = cardsOf(list).indexOf(card);
  if (side && event.shiftKey) {
    const to = lists[lists.indexOf(list) + side];
    if (to && card.dataset.place) move(card, to);
  } else if (side) {
    const rest = side > 0 ? lists.slice(lists.indexOf(list) + 1) : lists.slice(0, lists.indexOf(list)).reverse();
    const cards = rest.map(cardsOf).find((each) => each.length);
    cards?.[Math.min(place, cards.length - 1)].querySelector(LINK).focus();
  } else if (step && !event.shiftKey) {
    cardsOf(list)[place + step]?.querySelector(LINK).focus();
  } else return;
  event.preventDefault();
}

const isBoard = (element) => element?.id === PLACE && document.querySelector("[data-board]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!inHand || !isBoard(event.detail.target)) return;
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

for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => { if (isBoard(event.detail.target)) refresh(); });
}
