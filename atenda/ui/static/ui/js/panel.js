// A link with data-panel opens its form in the panel at the side, over any page. Closed, the panel keeps what was
// typed; the same link brings it back. data-second-panel opens above it and answers with what was made.

const loaded = new Map();
const asked = new Map();
let waiting = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel], a[data-second-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const isSecond = link.hasAttribute("data-second-panel");
  const panel = document.getElementById(isSecond ? "second-panel" : "panel");
  if (!panel) return;
  event.preventDefault();
  link.closest("details[data-menu]")?.removeAttribute("open");
  if (isSecond) askFor(link.href, link.closest("[data-pick]"));
  else show(panel, link.href);
});

// A deed that needs to know more before it is done asks for it in the panel.
document.addEventListener("atenda:panel", (event) => show(document.getElementById("panel"), event.detail.address));

// Open the second panel; whoever asks hears of what was made there as an «atenda:chosen» event.
export function askFor(address, asker) {
  waiting = asker;
  loaded.delete("second-panel");
  show(document.getElementById("second-panel"), address);
}

// Open the panel with what stands at an address, afresh.
export function openPanel(address) {
  const panel = document.getElementById("panel");
  loaded.delete(panel.id);
  show(panel, address);
}

async function show(panel, address) {
  if (!panel.open) panel.showModal();
  const body = panel.querySelector(".panel__body");
  if (loaded.get(panel.id) === address) return enter(body);
  body.replaceChildren();
  body.classList.add("is-loading");
  asked.set(panel.id, address);
  let answered = false;
  body.addEventListener("htmx:afterSwap", () => { answered = true; }, { once: true });
  // The panel asks, and not the page: of two questions of one element the later one waits, and its promise does not.
  window.htmx.trigger(body, "htmx:abort");
  await window.htmx.ajax("GET", address, { source: body, target: body, swap: "innerHTML" }).catch(() => {});
  if (asked.get(panel.id) !== address) return; // another was asked for meanwhile
  body.classList.remove("is-loading");
  if (!answered) return panel.close();
  loaded.set(panel.id, address);
  enter(body);
}

// The field to begin with, the first that must be filled in and is not; where a chooser stands before it, the chooser.
function enter(body) {
  const fields = [...body.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const first = body.querySelector("[autofocus]") ?? fields.find((field) => field.required && !field.value) ?? fields[0];
  if (first?.tomselect) comeTo(first.tomselect);
  else first?.focus();
}

// Stand in a chooser with its list shut: a form was opened, nothing is being chosen yet, and Escape leaves the form.
export function comeTo(chooser) {
  const { openOnFocus } = chooser.settings;
  chooser.settings.openOnFocus = false;
  chooser.control_input.focus();
  chooser.settings.openOnFocus = openOnFocus;
}

document.addEventListener("atenda:created", (event) => {
  const panel = document.getElementById("second-panel");
  waiting?.dispatchEvent(new CustomEvent("atenda:chosen", { detail: event.detail }));
  waiting = null;
  loaded.delete("second-panel");
  if (panel.open) panel.close();
});

document.addEventListener("atenda:discarded", (event) => {
  const panel = event.target.closest(".panel");
  if (!panel) return;
  loaded.delete(panel.id);
});

document.addEventListener("close", (event) => {
  if (event.target.id === "second-panel") waiting = null;
}, true);
