// Things in order: dragged by their handle, or moved by their buttons without asking the server for each step. Without
// scripts the buttons ask it. data-ordered names the form that is sent after each move; empty where it is sent later.
import { attach } from "../ui/js/attach.js";

const DRAGGER = "sortablejs";  // a name of the import map: inside import() the static storage would look for a file

attach("[data-ordered]", (list) => {
  let dragger = null;
  let isGone = false;
  import(DRAGGER).then(() => {
    if (isGone) return;
    dragger = window.Sortable.create(list, { handle: "[data-grip]", ghostClass: "is-ghost", animation: 120, onEnd: ({ oldIndex, newIndex }) => { if (oldIndex !== newIndex) moved(list); } });
    list.classList.add("is-draggable");
  });
  list.addEventListener("click", step);
  return () => { isGone = true; dragger?.destroy(); };
});

function step(event) {
  const button = event.target.closest("[name=up], [name=down]");
  if (!button) return;
  event.preventDefault();
  const list = event.currentTarget;
  const one = [...list.children].find((each) => each.contains(button));
  const beside = button.name === "up" ? one.previousElementSibling : one.nextElementSibling;
  if (!beside) return;
  if (button.name === "up") beside.before(one);
  else beside.after(one);
  moved(list);
  (button.disabled ? one.querySelector(button.name === "up" ? "[name=down]" : "[name=up]") : button).focus();
}

function moved(list) {
  const all = [...list.children];
  for (const one of all) {
    one.querySelector("[name=up]").disabled = one === all[0];
    one.querySelector("[name=down]").disabled = one === all.at(-1);
  }
  document.getElementById(list.dataset.ordered)?.requestSubmit();
}
