// The ways a file comes to its place but for pasting: the two inputs, and dropping.
export const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

export function chooseWays(place, take) {
  const area = place.closest(place.dataset.field ? "form" : "section, main") ?? place;
  const chosen = (event) => {
    if (event.target.type !== "file" || !place.contains(event.target)) return;
    const files = [...event.target.files];
    event.target.value = "";
    take(files);
  };
  const over = (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    place.classList.add("uploads--over");
  };
  const out = (event) => { if (!area.contains(event.relatedTarget)) place.classList.remove("uploads--over"); };
  const dropped = (event) => {
    place.classList.remove("uploads--over");
    if (!carries(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  };
  const ways = { change: chosen, dragover: over, dragleave: out, drop: dropped };
  for (const [name, way] of Object.entries(ways)) area.addEventListener(name, way);
  return () => { for (const [name, way] of Object.entries(ways)) area.removeEventListener(name, way); };
}
