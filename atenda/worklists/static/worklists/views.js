// The tab one is on stands in sight, however many there are and however wide their counts make them.
import { attach } from "../ui/js/attach.js";

attach(".views", (tabs) => {
  const show = () => {
    const here = tabs.querySelector("[aria-current]");
    if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft + here.offsetWidth / 2 - tabs.clientWidth / 2;
  };
  show();
  document.addEventListener("htmx:oobAfterSwap", show, { once: true });
  return () => document.removeEventListener("htmx:oobAfterSwap", show);
});
