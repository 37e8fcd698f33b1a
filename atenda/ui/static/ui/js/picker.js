// A dialog to choose from by typing: data-picker is the address that answers with options for ?q=, data-opens-picker on
// a control names the dialog. The option one stands on shows its data-preview beside; Enter or a click presses it.
import { attach } from "./attach.js";

const OPTION = "[role=option]:not([aria-disabled])"; // that there is nothing is an option nobody takes

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens-picker]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openPicker(document.getElementById(opener.dataset.opensPicker));
});

export function openPicker(dialog, typed = "") {
  if (!dialog || dialog.open) return;
  dialog.dispatchEvent(new CustomEvent("atenda:opens-picker", { bubbles: true }));
  dialog.querySelector("input").value = typed;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("atenda:picking"));
}

attach("dialog[data-picker]", (dialog) => {
  const input = dialog.querySelector("input");
  const answers = dialog.querySelector("[role=listbox]");
  const pane = dialog.querySelector("[data-picker-preview]");
  const refusal = dialog.querySelector("[data-refusal]"); // of the option one stands on
  let wait;
  let look;
  let asked = 0;
  let isAnswered = true;
  let goesOn = false;

  const options = () => [...answers.querySelectorAll(OPTION)];
  const current = () => answers.querySelector("[aria-selected=true]");

  const fetched = async (address) => {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    return answer?.ok && !answer.redirected ? answer.text() : null;
  };

  const preview = async (option) => {
    if (!pane) return;
    const address = option?.dataset.preview;
    pane.hidden = !address;
    const said = address ? await fetched(address) : null;
    if (current() === option && said !== null) pane.innerHTML = said;
  };

  const choose = (option, later = 0) => {
    if (refusal) refusal.hidden = true;
    current()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    clearTimeout(look);
    look = setTimeout(() => preview(option), later);
  };

  const ask = async () => {
    const turn = ++asked;
    const url = new URL(dialog.dataset.picker, location.href);
    url.searchParams.set("q", input.value.trim());
    const said = await fetched(url);
    if (said === null || turn !== asked) return;
    answers.innerHTML = said;
    choose(options()[0]);
    isAnswered = true;
    if (goesOn) current()?.click();
    goesOn = false;
  };

  const typing = () => {
    isAnswered = goesOn = false;
    asked += 1;
    clearTimeout(wait);
    wait = setTimeout(ask, 120);
  };

  dialog.addEventListener("atenda:picking", () => {
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
    isAnswered = false;
    ask();
  });
  input.addEventListener("input", typing);
  answers.addEventListener("pointermove", (event) => {
    const option = event.target.closest(OPTION);
    if (option && option !== current()) choose(option, 150);
  });
  answers.addEventListener("click", (event) => { if (event.target.closest("a[role=option]")) dialog.close(); });
  pane?.addEventListener("click", (event) => {
    const other = event.target.closest("[data-preview]");
    if (!other || !current()) return;
    Object.assign(current().dataset, { preview: other.dataset.preview, fillsFrom: other.dataset.fillsFrom });
    choose(current());
    input.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { // a search field would only empty itself
      event.preventDefault();
      dialog.close();
      return;
    }
    if (event.target !== input) return;
    const all = options();
    if (event.key === "Enter" && !isAnswered) goesOn = true; // typed faster than we answer: go when we know where
    else if (event.key === "Enter") current()?.click();
    else if (event.key === "ArrowDown") choose(all[(all.indexOf(current()) + 1) % all.length], 100);
    else if (event.key === "ArrowUp") choose(all.at(all.indexOf(current()) - 1), 100);
    else return;
    event.preventDefault();
  });
});
