// Results on the phone, where the moderator shares them: under the own answer, or in the place of
// a closed form. They change by themselves until somebody pauses them; going on jumps to the present.

import { morph, parse } from "./morph.js";
import { say } from "./say.js";

const body = document.body;
const results = /** @type {HTMLElement} */ (document.getElementById("results"));
const place = /** @type {HTMLElement} */ (document.getElementById("shown"));
const button = /** @type {HTMLButtonElement} */ (document.getElementById("hold"));

/** @type {string | null} */ let next = null; // came while paused
let held = false;

/** @param {boolean} now */
function hold(now) {
  held = now;
  button.textContent = (now ? button.dataset.resume : button.dataset.pause) ?? "";
  if (!now && next !== null) put(next);
}

/** @param {string} html */
function put(html) {
  next = null;
  const began = html !== "" && !body.hasAttribute("data-results");
  // Who reads here when it goes is brought to the question.
  const left = html === "" && results.contains(document.activeElement);
  body.toggleAttribute("data-results", html !== "");
  if (html) morph(place, parse(html));
  else place.replaceChildren();
  if (left) document.getElementById("heading")?.focus({ preventScroll: true });
  if (began && results.getClientRects().length > 0) say("results");
}

document.addEventListener("evastys:results", (event) => {
  const { prompt, html } = /** @type {CustomEvent} */ (event).detail;
  const other = prompt !== (place.dataset.prompt ?? "");
  place.dataset.prompt = prompt;
  next = html;
  if (other) place.replaceChildren();
  // Hidden or of another prompt: a pause holds figures, it does not keep what is gone.
  if (other || html === "" || !held) hold(false);
});

button.addEventListener("click", () => hold(!held));
button.hidden = false;
