// The sentences our scripts say, in the person's language: data attributes of #words.
export function say(name, values = {}) {
  const sentence = document.getElementById("words")?.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}
