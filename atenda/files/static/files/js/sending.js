// One file to the server, with its progress. A lost connection and a busy server are tried again, by the same key, so
// that a file whose answer was lost is not there twice.
import { csrfToken } from "../../ui/js/csrf.js";
import { askToSignIn, isSignIn } from "../../ui/js/sign-in-again.js";

const PAUSES = [1000, 3000, 9000];

export async function send(address, sending, tell) {
  for (const pause of [...PAUSES, 0]) {
    const answer = await once(address, sending, tell);
    if (answer.status === 201) return answer.said.files[0];
    if (answer.signIn) { askToSignIn(); throw {}; }
    if (!pause || ![0, 502, 503, 504].includes(answer.status)) {
      throw { sentence: answer.said.sentence, offline: answer.status === 0 };
    }
    await new Promise((resume) => { setTimeout(resume, pause + Math.random() * 500); });
  }
  throw {};
}

function once(address, { file, key }, tell) {
  const body = new FormData();
  body.append("key", key);
  body.append("file", file, file.name || "image.png");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const end = () => resolve({
      status: request.status, said: read(request.responseText), signIn: isSignIn(request.responseURL),
    });
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => { if (total) tell(loaded / total); });
    request.addEventListener("loadend", end);
    request.send(body);
  });
}

function read(words) {
  try {
    return JSON.parse(words) ?? {};
  } catch {
    return {};
  }
}
