// Rows of e-mails, phones and addresses: empty ones wait until «add» asks for them; then it draws more.
import { attach } from "../ui/js/attach.js";

attach("[data-way-rows]", (rows) => {
  const named = (name) => rows.querySelector(`[name="${rows.dataset.wayRows}-${name}"]`);
  const add = rows.querySelector("[data-adds-row]");
  const list = rows.querySelector("[data-list-of-ways]");
  const waiting = [...list.children].slice(1).filter(isEmpty);
  const total = named("TOTAL_FORMS");
  const showWhilePossible = () => {
    add.hidden = !waiting.length && Number(total.value) >= Number(named("MAX_NUM_FORMS").value);
  };
  const nextRow = () => {
    const row = waiting.shift() ?? draw(rows.querySelector("template"), list, total);
    row.hidden = false;
    showWhilePossible();
    return row;
  };
  const addRow = () => nextRow().querySelector("input:not([type=radio])").focus();
  const makePlaceFor = (name) => {
    const number = Number(name.match(`^${rows.dataset.wayRows}-(\\d+)-`)?.[1] ?? -1);
    const before = Number(total.value);
    while (Number(total.value) <= number && Number(total.value) < Number(named("MAX_NUM_FORMS").value)) nextRow();
    return Number(total.value) > before;
  };

  for (const row of waiting) row.hidden = true;
  showWhilePossible();
  add.addEventListener("click", addRow);
  rows.dispatchEvent(new CustomEvent("atenda:grows", { bubbles: true, detail: { makePlaceFor } }));
  return () => add.removeEventListener("click", addRow);
});

function isEmpty(row) {
  return [...row.querySelectorAll("input")].every((input) => (input.type === "radio" ? !input.checked : !input.value));
}

function draw(template, list, total) {
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  list.append(row);
  window.htmx.process(row);
  return row;
}
