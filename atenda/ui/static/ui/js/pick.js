// Look values up as one types (data-pick around a field): by its own options, or by asking data-pick-url.
// data-pick-new takes what is typed as a value of its own, for the form to make; data-pick-create offers to make what does not exist, in the second panel. Without scripts it is a plain list.
import { attach } from "./attach.js";
import { askFor, comeTo } from "./panel.js";
import { say } from "./words.js";

// A name of the import map. Were it written inside import(), the static storage would look for a file called so.
const CHOOSER = "tom-select";

attach("[data-pick]", (place) => {
  const select = place.querySelector("select");
  if (!select) return undefined;
  let chooser = null;
  let isGone = false;
  import(CHOOSER).then(() => {
    if (isGone) return;
    const hadFocus = document.activeElement === select || select.autofocus;
    chooser = new window.TomSelect(select, settings(place, select));
    speakFor(select, chooser.control_input);
    if (hadFocus) comeTo(chooser);
  });
  place.addEventListener("atenda:chosen", (event) => {
    chooser?.addOption(event.detail);
    chooser?.addItem(event.detail.value);
    chooser?.focus();
  });
  return () => { isGone = true; chooser?.destroy(); };
});

function settings(place, select) {
  const { pickUrl, pickCreate, pickNew, pickPlaceholder } = place.dataset;
  return {
    plugins: select.multiple ? { remove_button: { title: say("remove") } } : {},
    placeholder: pickPlaceholder ?? "",
    hidePlaceholder: true,
    allowEmptyOption: false,
    maxOptions: 60,
    searchField: pickUrl ? [] : ["text"],
    valueField: "value",
    labelField: "text",
    optgroupField: "group",
    loadThrottle: 150,
    openOnFocus: !pickUrl,
    load: pickUrl ? (query, done) => lookUp(pickUrl, query).then(done, () => done()) : null,
    create: pickNew !== undefined ? true : pickCreate ? (typed, done) => { done(); make(pickCreate, typed, place); } : false,
    createFilter: pickCreate ? () => true : null,
    render: {
      option: (item, escape) => `<div>${escape(item.text)}${note(item, escape)}</div>`,
      item: (item, escape) => `<div>${escape(item.text)}</div>`,
      option_create: (item, escape) => `<div class="create">+ ${escape(say("add", { text: item.input }))}</div>`,
      no_results: (_item, escape) => `<div class="no-results">${escape(say("nothing"))}</div>`,
      loading: (_item, escape) => `<div class="no-results">${escape(say("searching"))}</div>`,
    },
    onChange: () => select.dispatchEvent(new Event("input", { bubbles: true })),
  };
}

// The list itself is hidden now: what it said to screen readers, the field that replaced it says.
function speakFor(select, input) {
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.removeAttribute("title");
  select.setAttribute("aria-hidden", "true");
}

const note = (item, escape) => (item.note ? `<span class="pick__note">${escape(item.note)}</span>` : "");

async function lookUp(address, query) {
  const url = new URL(address, location.href);
  url.searchParams.set("q", query);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  return (await answer.json()).results;
}

function make(address, typed, place) {
  const url = new URL(address, location.href);
  url.searchParams.set("name", typed);
  askFor(url.href, place);
}
