// What answer forms do while they are filled in: counters, steppers, the words on the button.
// Without script the forms work all the same, and the server counts.

import { advise } from "./hints.js";
import { plural } from "./say.js";

const HOLD = 400; // ms until a held button repeats
const REPEAT = 120; // ms between its steps

/** @param {HTMLFormElement} form */
export function refresh(form) {
  for (const area of form.querySelectorAll("textarea[data-limit]")) count(area);
  for (const ratings of form.querySelectorAll("[data-count=ratings]")) {
    const rated = ratings.querySelectorAll("input:checked").length;
    write(form.querySelector("[data-counted=ratings]"), rated);
  }
  for (const words of form.querySelectorAll("[data-button-one]")) countWords(form, words);
  for (const shares of form.querySelectorAll("[data-total]")) share(form, shares);
  // What only one kind does is in a module of its own.
  form.dispatchEvent(new Event("evastys:refresh", { bubbles: true }));
}

/**
 * @param {Element | null} place
 * @param {string | number} text
 */
function write(place, text) {
  if (place && place.textContent !== String(text)) place.textContent = String(text);
}

/**
 * Characters as people count them: an emoji or a letter with its accents is one.
 * @param {string} text
 */
export function length(text) {
  if (!("Segmenter" in Intl)) return [...text].length;
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].length;
}

/** @param {Element} area */
function count(area) {
  const { value, dataset } = /** @type {HTMLTextAreaElement} */ (area);
  advise(/** @type {HTMLTextAreaElement} */ (area));
  const used = length(value.trim());
  const counter = area.parentElement?.querySelector("[data-counted=text]");
  write(counter ?? null, used.toLocaleString(document.documentElement.lang));
  counter?.parentElement?.toggleAttribute("data-over", used > Number(dataset.limit));
}

/**
 * @param {HTMLFormElement} form
 * @param {Element} words
 */
function countWords(form, words) {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (words.querySelectorAll("input"));
  const filled = [...inputs].filter((input) => input.value.trim()).length;
  const button = form.querySelector("#send");
  if (!(button instanceof HTMLElement)) return;
  button.dataset.none ??= button.textContent ?? "";
  write(button, filled ? plural(words, "button", filled) : button.dataset.none);
}

/**
 * Points not given yet; below zero when there are too many.
 * @param {Element} shares
 */
export function left(shares) {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (shares.querySelectorAll("input"));
  const given = [...inputs].reduce((sum, input) => sum + (Number(input.value) || 0), 0);
  return Number(shares.getAttribute("data-total")) - given;
}

/**
 * @param {HTMLFormElement} form
 * @param {Element} shares
 */
function share(form, shares) {
  const rest = left(shares);
  for (const row of shares.querySelectorAll(".share")) {
    const value = Number(row.querySelector("input")?.value) || 0;
    row.querySelector("rect")?.setAttribute("width", String(Math.max(0, value)));
    for (const button of row.querySelectorAll("[data-by]")) {
      const idle = button.getAttribute("data-by") === "1" ? rest <= 0 : value <= 0;
      button.setAttribute("aria-disabled", String(idle));
    }
  }
  write(form.querySelector("[data-left]"), rest);
  const button = form.querySelector("#send");
  if (!(button instanceof HTMLElement)) return;
  button.dataset.none ??= button.textContent ?? "";
  button.setAttribute("aria-disabled", String(rest !== 0));
  write(button, rest === 0 ? button.dataset.none : plural(shares, rest > 0 ? "missing" : "over", Math.abs(rest)));
}

/**
 * One step of a stepper: to the next whole step, never past what is left.
 * @param {Element} button
 */
function step(button) {
  const shares = button.closest("[data-total]");
  const input = button.parentElement?.querySelector("input");
  if (!shares || !input) return;
  const size = Number(shares.getAttribute("data-step"));
  const value = Number(input.value) || 0;
  const up = button.getAttribute("data-by") === "1";
  const wished = up ? (Math.floor(value / size) + 1) * size : (Math.ceil(value / size) - 1) * size;
  const next = Math.max(0, up ? Math.min(wished, value + Math.max(0, left(shares))) : wished);
  if (next === value) return;
  input.value = String(next);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @type {number | undefined} */ let held;
let repeated = false;

document.addEventListener("pointerdown", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-by]") : null;
  repeated = false;
  clearTimeout(held);
  if (!button) return;
  const repeat = () => {
    repeated = true;
    step(button);
    held = setTimeout(repeat, REPEAT);
  };
  held = setTimeout(repeat, HOLD);
});
for (const end of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
  addEventListener(end, () => clearTimeout(held));
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("[data-by]");
  if (button && !repeated) step(button);
  repeated = false;
});

// A rating may be left out, so pressing the chosen square again clears it.
/** @type {HTMLInputElement | null} */ let chosen = null;
for (const before of ["pointerdown", "keydown"]) {
  document.addEventListener(before, (event) => {
    const box = event.target instanceof Element ? event.target.closest(".step") : null;
    const input = box?.querySelector("input");
    chosen = input?.checked ? input : null;
  });
}
document.addEventListener("click", (event) => {
  if (!chosen || event.target !== chosen) return;
  chosen.checked = false;
  chosen.dispatchEvent(new Event("input", { bubbles: true }));
  chosen = null;
});
