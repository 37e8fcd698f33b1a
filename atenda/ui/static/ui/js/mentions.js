// Typing @ in a note offers the names of colleagues; the chosen name is written out.
// A field takes part when it stands in an element with data-mentions, the address of the names.
const NAMES = new Map();
const MOST = 6;
let open = null;

async function namesFrom(address) {
  if (!NAMES.has(address)) {
    const asked = fetch(address, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { names: [] }))
      .then((answer) => answer.names)
      .catch(() => { NAMES.delete(address); return []; });
    NAMES.set(address, asked);
  }
  return NAMES.get(address);
}

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

// What stands between the @ and the cursor, or null when no mention is being written.
function beginning(field) {
  const before = field.value.slice(0, field.selectionStart);
  const found = before.match(/(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}][\p{L}\p{N} .'’-]{0,40}|)$/u);
  return found ? found[1] : null;
}

async function offer(field) {
  const typed = beginning(field);
  if (typed === null) return close();
  const names = await namesFrom(field.closest("[data-mentions]").dataset.mentions);
  if (beginning(field) !== typed || document.activeElement !== field) return;
  const wanted = plain(typed);
  const fitting = names.filter((name) => plain(name).split(/\s+/).some((_word, at, words) => words.slice(at).join(" ").startsWith(wanted)));
  if (!fitting.length || (fitting.length === 1 && plain(fitting[0]) === wanted)) return close();
  show(field, fitting.slice(0, MOST), typed);
}

function show(field, names, typed) {
  close();
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = "mentions";
  list.setAttribute("role", "listbox");
  list.append(...names.map((name, at) => {
    const item = document.createElement("li");
    item.id = `mention-${at}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(at); });
    return item;
  }));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  open = { field, list, names, typed, at: 0 };
  mark();
}

function mark() {
  [...open.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === open.at)));
  open.field.setAttribute("aria-activedescendant", `mention-${open.at}`);
}

function choose(at) {
  const { field, names, typed } = open;
  const end = field.selectionStart;
  field.setRangeText(`${names[at]} `, end - typed.length, end, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  if (!open) return;
  open.list.remove();
  open.field.removeAttribute("aria-controls");
  open.field.removeAttribute("aria-activedescendant");
  open = null;
}

function onKey(event) {
  if (!open || event.target !== open.field) return;
  const deeds = {
    ArrowDown: () => { open.at = (open.at + 1) % open.names.length; mark(); },
    ArrowUp: () => { open.at = (open.at + open.names.length - 1) % open.names.length; mark(); },
    Enter: () => choose(open.at),
    Tab: () => choose(open.at),
    Escape: close,
  };
  const deed = deeds[event.key];
  if (!deed || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-mentions] textarea")) offer(event.target);
});
document.addEventListener("keydown", onKey, true);
document.addEventListener("focusout", (event) => { if (open && event.target === open.field) close(); });
