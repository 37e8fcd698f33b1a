// A part of a form that goes with certain values of another field: data-reveal-by names the field, data-reveal-when
// lists the values. Without scripts it is always there.
import { attach } from "./attach.js";

attach("[data-reveal-by]", (part) => {
  const form = part.closest("form");
  const field = form?.elements[part.dataset.revealBy];
  if (!field) return undefined;
  const values = part.dataset.revealWhen.split(" ");
  const show = () => { part.hidden = !values.includes(field.value); };
  show();
  form.addEventListener("change", show);
  return () => form.removeEventListener("change", show);
});
