// Rows of e-mails, phones and addresses: «add» draws one more from the template beside them.
import { attach } from "../ui/js/attach.js";

attach("[data-way-rows]", (rows) => {
  const add = rows.querySelector("[data-adds-row]");
  const total = rows.querySelector(`[name="${rows.dataset.wayRows}-TOTAL_FORMS"]`);
  const most = Number(rows.querySelector(`[name="${rows.dataset.wayRows}-MAX_NUM_FORMS"]`).value);
  const list = rows.querySelector("[data-list-of-ways]");
  const showWhilePossible = () => { add.hidden = Number(total.value) >= most; };

  const draw = () => {
    const row = rows.querySelector("template").content.cloneNode(true);
    for (const element of row.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", total.value));
      }
    }
    total.value = Number(total.value) + 1;
    const field = row.querySelector("input:not([type=radio])");
    list.append(row);
    field.focus();
    showWhilePossible();
  };

  add.addEventListener("click", draw);
  showWhilePossible();
  return () => add.removeEventListener("click", draw);
});
