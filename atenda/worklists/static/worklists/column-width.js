// Columns are as wide as one draws them: by the edge of their head. By keyboard the panel «Columns» takes the width.
import { attach } from "../ui/js/attach.js";
import { post } from "../ui/js/csrf.js";

const NARROWEST = 40;

attach("table[data-widths]", (table) => {
  const heads = [...table.querySelectorAll("th[data-column]")];
  for (const head of heads) {
    const edge = document.createElement("span");
    edge.className = "rows__edge";
    edge.setAttribute("aria-hidden", "true");
    edge.addEventListener("pointerdown", (event) => draw(event, head, edge));
    head.append(edge);
  }

  function draw(event, head, edge) {
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    const columns = settle();
    const column = columns.get(head);
    const before = { x: event.clientX, width: head.offsetWidth };
    const move = ({ clientX }) => {
      column.width = Math.max(NARROWEST, Math.round(before.width + clientX - before.x));
    };
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", () => {
      edge.removeEventListener("pointermove", move);
      keep(columns);
    }, { once: true });
  }

  // Every column gets the width it has, so that only the one that is drawn changes.
  function settle() {
    const widths = [...table.tHead.rows[0].cells].map((cell) => cell.offsetWidth);
    table.querySelector("colgroup")?.remove();
    const group = document.createElement("colgroup");
    const columns = new Map();
    [...table.tHead.rows[0].cells].forEach((cell, place) => {
      const column = document.createElement("col");
      column.width = widths[place];
      group.append(column);
      columns.set(cell, column);
    });
    table.prepend(group);
    table.classList.add("rows--fixed");
    return columns;
  }

  function keep(columns) {
    const values = Object.fromEntries(heads.map((head) => [head.dataset.column, columns.get(head).width]));
    post(table.dataset.widths, values).catch(() => {});
  }
});
