// The editor of words with form is fetched when a page has a place for it.
import { attach } from "./attach.js";

attach("[data-rich]", () => { import("../../conversations/js/rich.js"); });
