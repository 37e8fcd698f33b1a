// A draft: what was changed in a form and is not sent, kept in this browser a week at most, per organization, person and form.
const { organization, person } = document.body.dataset;
const DRAFT = "atenda:draft:";
const A_WEEK = 7 * 24 * 60 * 60 * 1000;

export const keyNamed = (name) => `${DRAFT}${organization}:${person}:${name}`;
export const draftOf = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
export const forget = (key) => localStorage.removeItem(key);
export const isOld = (draft) => !(Date.now() - draft?.at < A_WEEK);

export function forgetDrafts(isOver) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT) && isOver(draftOf(key))) forget(key);
}

export function keep(key, form, values) {
  try {
    const marks = marksOf(form).map((control) => [control.name, control.value]);
    if (values.length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values, marks }));
    else forget(key);
  } catch { /* a full or forbidden storage keeps nothing, and breaks nothing */ }
}

// What stands in a form at first, by name: a chooser rearranges its list, and fields drawn anew come with what was typed.
export function firstOf(form) {
  return new Map(controlsOf(form).map((control) => [control.name, control instanceof HTMLSelectElement ? chosen(control) : control.defaultValue]));
}

// Only what was changed is kept: what others change meanwhile is not put back to what it was. What is `known` to have
// been changed goes on being kept: a refused form comes back with it as if it had always stood there.
export function changesOf(form, first, known = new Set()) {
  const kept = [];
  for (const control of controlsOf(form)) {
    const { name, value } = control;
    if (control instanceof HTMLSelectElement) {
      if (chosen(control) === (first.get(name) ?? "[]") && !known.has(name)) continue;
      const options = [...control.selectedOptions].map((option) => [name, option.value, option.text]);
      kept.push(...(options.length ? options : [[name, null, ""]]));
    } else if (/^(checkbox|radio)$/.test(control.type)) {
      if (control.checked !== control.defaultChecked || known.has(name)) kept.push([name, value, control.checked ? "on" : ""]);
    } else if (value !== (first.get(name) ?? "") || known.has(name)) kept.push([name, value, ""]);
  }
  return kept;
}

// Put a draft into its form; answers with the names for which the form has no place yet.
export function fill(form, draft) {
  const controls = controlsOf(form);
  for (const control of controls) put(control, draft.values.filter(([name]) => name === control.name));
  const marks = new Map(draft.marks ?? []);
  for (const control of marksOf(form)) control.value = marks.get(control.name) ?? control.value;
  const there = new Set(controls.map((control) => control.name));
  return draft.values.map(([name]) => name).filter((name) => !there.has(name));
}

function chosen(select) {
  return JSON.stringify([...select.selectedOptions].map((option) => option.value).sort());
}

function controlsOf(form) {
  return [...form.elements].filter((control) => control.name && !/^(hidden|password|file|submit|button|search)$/.test(control.type));
}

// What its reader had seen goes with a draft, so that it never overwrites what others did meanwhile in silence (B3).
function marksOf(form) {
  return [...form.elements].filter((control) => control.matches("[type=hidden][data-drafted]"));
}

function put(control, values) {
  if (!values.length) return;
  if (control instanceof HTMLSelectElement) {
    for (const option of control.options) option.selected = false;
    for (const [, value, text] of values.filter((each) => each[1] !== null)) {
      const option = [...control.options].find((each) => each.value === value) ?? control.appendChild(new Option(text, value));
      option.selected = true;
    }
  } else if (/^(checkbox|radio)$/.test(control.type)) {
    const mine = values.find(([, value]) => value === control.value);
    if (mine) control.checked = mine[2] === "on";
  } else control.value = values[0][1];
}
