// An answer form and a JSON value, one into the other, and faults beside their fields. The names
// of fields spell the value as the contract has it, for the server's plain forms as for this file.

import { left, length, refresh } from "./form.js";
import { plural } from "./say.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

const OURS = ["prompt", "answer_id", "sequence", "pinned"]; // fields of the plain form, not values

/** @param {HTMLFormElement} of */
export const fields = (of) =>
  /** @type {Field[]} */ ([...of.elements]).filter(
    (each) => each.name && !OURS.includes(each.name),
  );

/**
 * Radio buttons and boxes to tick: what counts is whether they are chosen.
 * @param {Field} field
 * @returns {field is HTMLInputElement}
 */
const chosen = (field) =>
  field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");

/** @param {Field} field */
const given = (field) => (chosen(field) && !field.checked ? "" : field.value);

/** @param {Field} field */
const wordsOf = (field) =>
  (field instanceof HTMLSelectElement ? field.selectedOptions[0]?.text : field.dataset.words) ?? field.value.trim();

/**
 * The value as the contract has it: dots in a name nest, `[]` lists, empty fields are left out.
 * @param {HTMLFormElement} of
 */
export function valueOf(of) {
  /** @type {Record<string, any>} */ const value = {};
  for (const field of fields(of)) {
    const text = given(field);
    if (!text.trim()) continue;
    const path = field.name.replace("[]", "").split(".");
    const last = /** @type {string} */ (path.pop());
    let place = value;
    for (const part of path) place = place[part] ??= {};
    if (field.name.endsWith("[]")) (place[last] ??= []).push(text);
    else place[last] = field.type === "number" || "number" in field.dataset ? Number(text) : text;
  }
  return value;
}

/**
 * The same in words, for the panel of own answers; what the template's `own` macro says.
 * @param {HTMLFormElement} of
 */
export function linesOf(of) {
  /** @type {string[]} */ const lines = [];
  let last = "";
  for (const field of fields(of)) {
    if (!given(field).trim() || (field.type === "number" && !Number(field.value))) continue;
    const { label = "" } = field.dataset;
    // Fields that share a label are one line: "Kotivara: tärkeys 4, toteutettavuus 5".
    if (label && label === last) lines.push(`${lines.pop()}, ${wordsOf(field)}`);
    else lines.push(label ? `${label}: ${wordsOf(field)}` : wordsOf(field));
    last = label;
  }
  return lines;
}

/**
 * Put a value into the form; null empties it.
 * @param {HTMLFormElement} into
 * @param {any} value
 */
export function fill(into, value) {
  /** @type {Record<string, number>} */ const places = {};
  for (const field of fields(into)) {
    let part = value;
    for (const step of field.name.replace("[]", "").split(".")) part = part?.[step];
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      field.checked = Array.isArray(part) && part.includes(field.value);
      continue;
    }
    if (field.name.endsWith("[]")) part = part?.[(places[field.name] = (places[field.name] ?? -1) + 1)];
    if (field instanceof HTMLInputElement && field.type === "radio") field.checked = String(part) === field.value;
    else field.value = part === undefined ? (field.type === "number" ? "0" : "") : String(part);
    const fold = field.closest("details");
    if (fold && field.value) fold.open = true;
  }
  refresh(into);
}

/**
 * What somebody put into the form before the scripts had come; the result puts it back, after a
 * draft where one has taken its place.
 * @param {HTMLFormElement} of
 * @returns {(() => void) | null}
 */
export function typed(of) {
  const changed = fields(of)
    .filter((field) =>
      chosen(field)
        ? field.checked !== field.defaultChecked
        : field.value !== (field instanceof HTMLSelectElement ? "" : field.defaultValue),
    )
    .map((field) => ({ field, text: field.value, on: chosen(field) && field.checked }));
  if (changed.length === 0) return null;
  return () => {
    for (const { field, text, on } of changed) {
      if (chosen(field)) field.checked = on;
      else if (field instanceof HTMLTextAreaElement && field.value && field.value !== text) {
        field.value = `${field.value}\n${text}`;
      } else if (field.value !== text) field.value = text;
    }
    of.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

/**
 * @param {HTMLFormElement} of
 * @param {string} name
 */
export const hidden = (of, name) =>
  /** @type {HTMLInputElement} */ (of.elements.namedItem(name));

// --- faults ----------------------------------------------------------------

/**
 * Say a fault beside its field, and go there.
 * @param {HTMLFormElement} at
 * @param {string} field dotted path, or part of one
 * @param {string} sentence
 */
export function showFault(at, field, sentence) {
  clearFault(at);
  const all = fields(at);
  const place = /\.(\d+)$/.exec(field);
  const listed = place && all.filter((each) => each.name === field.replace(/\.\d+$/, "[]"));
  const control =
    listed?.[Number(place?.[1])] ??
    all.find((each) => each.name === field) ??
    all.find((each) => each.name.startsWith(`${field}.`) || each.name === `${field}[]`) ??
    all[0];
  if (!control) return;
  const fault = piece("fault");
  fault.id = "fault";
  const words = fault.querySelector("span");
  if (words) words.textContent = sentence;
  // What shows a form in another way brings the field to sight.
  control.dispatchEvent(new Event("evastys:fault", { bubbles: true }));
  const group = chosen(control) ? control.closest("fieldset")?.querySelector("legend") : null;
  (group ?? control.closest(".word, .stepper") ?? control).after(fault);
  control.setAttribute("aria-invalid", "true");
  const described = control.getAttribute("aria-describedby");
  control.setAttribute("aria-describedby", described ? `fault ${described}` : "fault");
  control.focus();
}

/** @param {HTMLFormElement} at */
export function clearFault(at) {
  const fault = at.querySelector("#fault, #problem");
  if (!fault) return;
  fault.remove();
  for (const control of at.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const rest = control.getAttribute("aria-describedby")?.replace(/^fault ?/, "");
    if (rest) control.setAttribute("aria-describedby", rest);
    else control.removeAttribute("aria-describedby");
  }
}

/**
 * What is missing, said before anything is sent; the server has the last word.
 * @param {HTMLFormElement} of
 * @returns {boolean} whether it can be sent
 */
export function complete(of) {
  for (const group of of.querySelectorAll("[data-need]")) {
    const inside = fields(of).filter((each) => group.contains(each));
    if (inside.some((each) => given(each).trim())) continue;
    showFault(of, inside[0]?.name ?? "", group.getAttribute("data-need") ?? "");
    return false;
  }
  for (const group of of.querySelectorAll("[data-whole]")) {
    const names = new Set(fields(of).filter((each) => group.contains(each)).map((each) => each.name));
    const empty = [...names].filter((name) => !fields(of).some((each) => each.name === name && given(each).trim()));
    if (empty.length === 0 || empty.length === names.size) continue;
    showFault(of, empty[0] ?? "", group.getAttribute("data-whole") ?? "");
    return false;
  }
  for (const group of of.querySelectorAll("[data-most]")) {
    const ticked = group.querySelectorAll("input:checked").length;
    const over = ticked - Number(group.getAttribute("data-most"));
    if (over <= 0) continue;
    showFault(of, group.querySelector("input")?.name ?? "", plural(group, "over", over));
    return false;
  }
  for (const area of of.querySelectorAll("textarea[data-limit]")) {
    const { value, name, dataset } = /** @type {HTMLTextAreaElement} */ (area);
    const over = length(value.trim()) - Number(dataset.limit);
    if (over <= 0) continue;
    showFault(of, name, plural(area, "over", over));
    return false;
  }
  for (const shares of of.querySelectorAll("[data-total]")) {
    const rest = left(shares);
    if (rest === 0) continue;
    showFault(of, "points", plural(shares, rest > 0 ? "missing" : "over", Math.abs(rest)));
    return false;
  }
  return true;
}

/**
 * A copy of a line that the page keeps in `#states`.
 * @param {string} name
 * @returns {HTMLElement}
 */
export function piece(name) {
  const states = /** @type {HTMLTemplateElement} */ (document.getElementById("states"));
  const found = /** @type {HTMLElement} */ (states.content.querySelector(`[data-state=${name}]`));
  return /** @type {HTMLElement} */ (found.cloneNode(true));
}
