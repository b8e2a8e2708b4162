// Joining: finding an organisation by typing, saying what is missing beside it, and a word of
// warning where the browser will not remember. Without script the list alone does.

import { plural, speak } from "./say.js";

const MANY = 12; // organisations from which on a list is worth searching
const PAUSE = 600; // ms without a key before what was found is said

const form = /** @type {HTMLFormElement} */ (document.getElementById("join"));
const list = /** @type {HTMLSelectElement} */ (document.getElementById("organisation"));
const find = /** @type {HTMLInputElement} */ (document.getElementById("find"));
const everything = [...list.childNodes].map((node) => node.cloneNode(true));
const names = [...list.options].filter((option) => option.value);

/**
 * Small letters, and å ä ö also found without their dots.
 * @param {string} text
 */
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").trim();

const none = /** @type {HTMLElement} */ (document.getElementById("none"));
/** @type {number | undefined} */ let telling;

/** Keep the organisations that fit, and choose the best of them: it begins with what is typed. */
function search() {
  const typed = plain(find.value);
  const fits = names.filter((option) => plain(option.text).includes(typed));
  const best = fits.find((option) => plain(option.text).startsWith(typed)) ?? fits[0];
  list.replaceChildren(...everything.map((node) => node.cloneNode(true)));
  clearTimeout(telling);
  none.hidden = fits.length > 0;
  if (!typed) return;
  if (!best) {
    // The whole list stays: who comes from elsewhere is in it as well.
    telling = setTimeout(() => speak(none.textContent ?? ""), PAUSE);
    return;
  }
  for (const option of [...list.options]) {
    if (option.value && !fits.some((fit) => fit.value === option.value)) option.remove();
  }
  for (const group of list.querySelectorAll("optgroup:empty")) group.remove();
  for (const group of list.querySelectorAll("optgroup")) if (!group.children.length) group.remove();
  list.value = best.value;
  clear(list);
  const count = plural(find, "found", fits.length);
  telling = setTimeout(() => speak(`${best.text}. ${count}`), PAUSE);
}

if (names.length >= MANY) {
  find.hidden = false;
  find.addEventListener("input", search);
  // The list is what is sent; Enter in the search goes on to it instead of sending.
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.focus();
  });
}

form.noValidate = true;
form.addEventListener("submit", (event) => {
  const missing = /** @type {(HTMLSelectElement | HTMLInputElement)[]} */ ([...form.elements]).find(
    (field) => "need" in field.dataset && field.validity.valueMissing,
  );
  if (!missing) return;
  event.preventDefault();
  show(missing);
});
form.addEventListener("change", (event) => clear(/** @type {Element} */ (event.target)));

/** @param {HTMLSelectElement | HTMLInputElement} field */
function show(field) {
  clear(field);
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("fault"));
  const fault = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  fault.id = `fault-${field.name}`;
  const words = fault.querySelector("span");
  if (words) words.textContent = field.dataset.need ?? "";
  (field.closest("fieldset")?.querySelector("legend") ?? field.closest(".pick") ?? field).after(fault);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", fault.id);
  field.focus();
}

/** @param {Element} field */
function clear(field) {
  const { name } = /** @type {HTMLInputElement} */ (field);
  document.getElementById(`fault-${name}`)?.remove();
  for (const each of form.querySelectorAll(`[name="${name}"][aria-invalid]`)) {
    each.removeAttribute("aria-invalid");
    each.removeAttribute("aria-describedby");
  }
}

/** Whether this browser keeps anything: the small window of a captive portal does not. */
function forgetful() {
  try {
    localStorage.setItem("evastys:test", "1");
    localStorage.removeItem("evastys:test");
    return !navigator.cookieEnabled;
  } catch {
    return true;
  }
}

if (forgetful()) document.getElementById("forgetful")?.removeAttribute("hidden");
