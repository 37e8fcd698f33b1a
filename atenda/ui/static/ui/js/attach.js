// Start a behaviour on every element that matches, now and after each swap; what it returns ends it.
const endings = new WeakMap();

export function attach(selector, start) {
  const visit = (root) => {
    const found = root.matches?.(selector) ? [root] : [];
    for (const element of [...found, ...root.querySelectorAll(selector)]) {
      const started = endings.get(element) ?? endings.set(element, new Map()).get(element);
      if (!started.has(start)) started.set(start, start(element) ?? null);
    }
  };
  visit(document);
  document.addEventListener("htmx:load", (event) => visit(event.detail.elt));
}

document.addEventListener("htmx:beforeCleanupElement", (event) => {
  for (const end of endings.get(event.detail.elt)?.values() ?? []) end?.();
  endings.delete(event.detail.elt);
});
