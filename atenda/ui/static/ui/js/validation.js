// What is missing is said by the server, beside the field and in the person's language, not by the browser's bubbles.
import { attach } from "./attach.js";

attach("form[method=post]", (form) => { form.noValidate = true; });
