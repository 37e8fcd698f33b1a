// What an answer means, whatever htmx did with it: after a redirect it leaves `successful` unset.
import { isSignIn } from "./sign-in-again.js";

export function isDone({ status, responseURL }) {
  return status >= 200 && status < 400 && !isSignIn(responseURL);
}
