// What sends files is fetched when a page, or a panel over it, has a place for them.
import { attach } from "./attach.js";

attach("[data-uploads-to]", () => { import("../../files/js/uploads.js"); });
