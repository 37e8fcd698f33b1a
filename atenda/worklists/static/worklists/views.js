// The tab one is on stands in sight, however many there are.
import { attach } from "../ui/js/attach.js";

attach(".views", (tabs) => {
  const here = tabs.querySelector("[aria-current]");
  if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft + here.offsetWidth / 2 - tabs.clientWidth / 2;
});
