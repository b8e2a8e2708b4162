// What is left of a prompt's time, counted by the server's clock: a hall's computer may be minutes
// off. Elements with `data-ends` say it every second; near the end they change once, plainly, or
// have it said to screen readers. A phone's own line stands outside the frame, which names the end.

import { speak, left as written } from "./say.js";

const SOON = 20; // seconds before the end

const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const [load] = /** @type {PerformanceNavigationTiming[]} */ (
  performance.getEntriesByType("navigation")
);
// How far the server's clock is ahead of this one: at first by when the page came.
const since = performance.now() - (load?.responseStart ?? 0);
let ahead = Date.parse(stage.dataset.at ?? "") - (Date.now() - since) || 0;

const own = document.getElementById("timer"); // a phone's
let told = ""; // the end that readers have been told is near

/** The phone's line follows the prompt that is seen. */
function follow() {
  if (!own) return;
  const ends = stage.querySelector("[data-timer]")?.getAttribute("data-timer") ?? "";
  own.dataset.ends = ends;
  own.hidden = ends === "";
}

function count() {
  follow();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-ends]:not([hidden])")
  )) {
    const ms = Date.parse(place.dataset.ends ?? "") - (Date.now() + ahead);
    const left = Math.max(0, Math.ceil(ms / 1_000));
    const text = (place.dataset.left ?? "").replace("{time}", written(left));
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("soon", left <= SOON);
    // Once, and not when the page comes too late for it to be true.
    if (place === own && left <= SOON && left > SOON - 3 && told !== place.dataset.ends) {
      told = place.dataset.ends ?? "";
      speak(place.dataset.soon ?? "");
    }
  }
}

document.addEventListener("evastys:heard", (event) => {
  const at = Date.parse(/** @type {CustomEvent} */ (event).detail ?? "");
  if (!Number.isNaN(at)) ahead = at - Date.now();
});
document.addEventListener("evastys:stage", count);
setInterval(count, 1_000);
count();
