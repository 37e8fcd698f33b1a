// An editor takes the place of a plain field. The field goes on holding the same words: what is put into it by others, as
// a draft or a quick reply, comes into the editor, and what is typed there is known to whoever reads the field.
import Trix from "trix";
import { attach } from "../../ui/js/attach.js";
import { holdPictures } from "./pictures.js";

const { config } = Trix;
config.blockAttributes.heading1.tagName = "h2";
config.attachments.preview.caption = { name: false, size: false };
// What Trix made harmless becomes HTML by the policy of all our pages, not by one more.
if (globalThis.trustedTypes?.defaultPolicy) config.dompurify.TRUSTED_TYPES_POLICY = globalThis.trustedTypes.defaultPolicy;

attach("[data-rich]", (place) => {
  const plain = place.querySelector("textarea[name$=body]");
  const html = place.querySelector("textarea[name$=html]");
  const buttons = place.querySelector(".rich__buttons");
  config.lang.remove = place.dataset.sayRemove;
  if (!html.value && plain.value) html.value = asHtml(plain.value);

  const tools = made("trix-toolbar", { id: `${html.id}_tools`, class: "rich__tools" });
  tools.append(...buttons.children);
  const editor = made("trix-editor", {
    id: `${html.id}_editor`, class: "rich__words form-control", input: html.id, toolbar: tools.id,
    placeholder: plain.placeholder, contenteditable: "true", "aria-multiline": "true",
  });
  const label = place.querySelector(`label[for="${plain.id}"]`);
  if (label) {
    editor.setAttribute("aria-label", label.firstChild.textContent.trim());
    label.htmlFor = editor.id;
  }
  const leavePictures = holdPictures(place, editor);
  const hadFocus = document.activeElement === plain;

  let known = null; // the words as the field and the editor both have them
  let form = html.value;
  const tell = () => {
    known = wordsOf(editor.editor);
    if (plain.value === known && html.value === form) return;
    form = html.value;
    plain.value = known;
    plain.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const bring = () => {
    if (known === null || plain.value === known) return;
    const { start, end, words } = difference(known, plain.value);
    editor.editor.setSelectedRange([start, end]);
    editor.editor.insertString(words);
    editor.focus();
  };
  editor.addEventListener("trix-initialize", () => {
    known = wordsOf(editor.editor);
    if (plain.value.trim() !== known.trim() && !html.value) bring();
    if (hadFocus) editor.focus();
    place.dataset.ready = "";
  });
  editor.addEventListener("trix-change", tell);
  editor.addEventListener("trix-selection-change", () => plain.setSelectionRange(...editor.editor.getSelectedRange()));
  editor.addEventListener("trix-attributes-change", ({ attributes }) => {
    for (const button of tools.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(Boolean(attributes[button.dataset.trixAttribute])));
    }
  });
  // The browser writes first, and Trix draws its own at the next picture. Keys that come before it would be put into what
  // the browser made of a new line, so that is not waited for.
  editor.addEventListener("input", ({ inputType }) => {
    if (!/^insert(Text|CompositionText)$/.test(inputType)) editor.editorController.inputController.render();
  });
  plain.addEventListener("input", bring);
  plain.hidden = true;
  plain.required = false;
  plain.before(tools, editor);
  return leavePictures;
});

const wordsOf = (editor) => editor.getDocument().toString().replace(/\n$/, "");

function made(name, attributes) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function asHtml(words) {
  const holder = document.createElement("div");
  for (const [number, line] of words.split("\n").entries()) {
    if (number) holder.append(document.createElement("br"));
    holder.append(line);
  }
  return holder.outerHTML;
}

// Where two texts part, and what stands there in the second.
function difference(before, after) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { start, end: before.length - tail, words: after.slice(start, after.length - tail) };
}
