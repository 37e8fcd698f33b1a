// A field of tags (data-tags around it): each tag a chip, a comma ends one, those in use are offered as one types.
// Without scripts it is a text with commas, and what is sent is the same.
import { attach } from "./attach.js";
import { say } from "./words.js";

// A name of the import map. Were it written inside import(), the static storage would look for a file called so.
const CHOOSER = "tom-select";

attach("[data-tags]", (place) => {
  const field = place.querySelector("input");
  if (!field) return undefined;
  let chooser = null;
  let isGone = false;
  import(CHOOSER).then(() => {
    if (isGone) return;
    chooser = new window.TomSelect(field, settings(place.dataset.tags, field));
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (field.hasAttribute(name)) chooser.control_input.setAttribute(name, field.getAttribute(name));
    }
    field.setAttribute("aria-hidden", "true");
  });
  return () => { isGone = true; chooser?.destroy(); field.removeAttribute("aria-hidden"); };
});

function settings(address, field) {
  return {
    delimiter: ",",
    plugins: { remove_button: { title: say("remove") } },
    create: true,
    createOnBlur: true,
    persist: false,
    maxOptions: 20,
    preload: "focus",
    load: (typed, done) => lookUp(address, typed).then(done, () => done()),
    render: {
      option: (item, escape) => `<div>${escape(item.text)}</div>`,
      item: (item, escape) => `<div>${escape(item.text)}</div>`,
      option_create: (item, escape) => `<div class="create">+ ${escape(say("add", { text: item.input }))}</div>`,
      no_results: () => "",
    },
    onChange: () => field.dispatchEvent(new Event("input", { bubbles: true })),
  };
}

async function lookUp(address, typed) {
  const url = new URL(address, location.href);
  url.searchParams.set("q", typed);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  return (await answer.json()).results;
}
