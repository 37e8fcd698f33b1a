// Every behaviour of the desk, in the order in which they must find a page.
import "./theme-choice.js";
import "./toasts.js";
import "./failures.js";
import "./working.js";
import "./sign-in-again.js";
import "./dialogs.js";
import "./menu.js";
import "./panel.js";
import "./validation.js";
import "./autosave.js";
import "./unsaved-warning.js";
import "./submit-once.js";
import "./pick.js";
import "./palette.js";
import "./list-navigation.js";
import "./shortcuts.js";
import "./live.js";
