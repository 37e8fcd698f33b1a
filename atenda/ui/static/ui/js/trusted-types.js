// Whatever becomes HTML on a page passes through here first (3.27): scripts, handlers and styles fall out,
// what our own fragments need (forms, hx-*, data-*) stays.
import "dompurify";

const purifier = window.DOMPurify;
const FRAGMENT = {
  ADD_ATTR: [
    "aria-keyshortcuts", "autofocus", "enterkeyhint", "form", "formaction", "formmethod", "formnovalidate", "inert",
    "inputmode", "popover", "popovertarget", "popovertargetaction", "target",
  ],
  FORBID_ATTR: ["style"],
  FORBID_TAGS: ["style"],
  SANITIZE_DOM: false, // our forms have fields called «name» and «title»
};

purifier.addHook("uponSanitizeAttribute", (_node, attribute) => {
  if (attribute.attrName.startsWith("hx-") && !attribute.attrName.startsWith("hx-on")) attribute.forceKeepAttr = true;
});

const isDocument = (html) => /^\s*<(!doctype|html)/i.test(html);

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (html) => purifier.sanitize(html, { ...FRAGMENT, WHOLE_DOCUMENT: isDocument(html) }),
});
