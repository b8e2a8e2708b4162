// The audience's questions on their own page. How each is backed is told in its place, and what has
// been hidden leaves at once; new ones and another order wait for a press, so that nothing moves
// from under the fingers.

import { plural } from "./say.js";

/** @typedef {[id: string, support: number, mark: string]} Standing */

const others = /** @type {HTMLElement} */ (document.getElementById("others"));

/** @type {Standing[]} */ let newest = [];
let renewing = false;
let pressed = false;

document.addEventListener("evastys:questions", (event) => {
  newest = /** @type {CustomEvent<Standing[]>} */ (event).detail;
  follow(newest);
});

/** Ask `others.js` for the list once, however many frames come meanwhile. */
function renew() {
  if (renewing) return;
  renewing = true;
  others.dispatchEvent(new Event("evastys:renew"));
}

others.addEventListener("evastys:renewed", () => {
  renewing = false;
  if (others.querySelector("li[data-statement]")) follow(newest);
  if (!pressed) return;
  pressed = false;
  document.getElementById("others-title")?.focus({ preventScroll: true });
  scrollTo({ top: others.offsetTop });
});

others.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-news]")) return;
  pressed = true;
  renew();
});

/** @param {Standing[]} standings */
function follow(standings) {
  const items = /** @type {HTMLElement[]} */ ([...others.querySelectorAll("li[data-statement]")]);
  if (items.length === 0) {
    if (standings.length > 0) renew();
    return;
  }
  const now = new Map(standings.map(([id, support, mark]) => [id, { support, mark }]));
  for (const item of items) {
    const standing = now.get(item.dataset.statement ?? "");
    item.toggleAttribute("data-gone", standing === undefined);
    const count = item.querySelector("[data-support-one]");
    if (standing && count) write(count, standing.support ? plural(count, "support", standing.support) : "");
  }
  offer(standings, items);
}

/**
 * Say in the button that the list has changed.
 * @param {Standing[]} standings
 * @param {HTMLElement[]} items
 */
function offer(standings, items) {
  const button = /** @type {HTMLElement | null} */ (others.querySelector("[data-news]"));
  if (!button) return;
  const shown = items.map((item) => `${item.dataset.statement} ${item.dataset.mark}`);
  const known = new Set(items.map((item) => item.dataset.statement));
  const fresh = standings.filter(([id]) => !known.has(id)).length;
  const same = shown.join() === standings.map(([id, , mark]) => `${id} ${mark || "open"}`).join();
  button.hidden = same;
  write(button, fresh ? plural(button, "news", fresh) : (button.dataset.changed ?? ""));
}

/**
 * @param {Element} place
 * @param {string} text
 */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
