// Saying what became of a statement without leaving the list. Every form works without this.

import { say, within } from "./say.js";

const LIMIT = 10_000; // ms until a request is given up
const NARROW = "(max-width: 999.98px)";

/** @param {HTMLFormElement} form */
const typed = (form) => {
  const fields = new FormData(form);
  return { state: "", reason: "", section: "", ...Object.fromEntries(fields), following: undefined };
};

/** What each form held when it was stored last, to know what would be lost. */
/** @type {WeakMap<HTMLFormElement, string>} */ const kept = new WeakMap();
const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("form[data-disposition]")]);
for (const form of forms) {
  if (!form.querySelector("[data-fault][role=alert]")) kept.set(form, JSON.stringify(typed(form)));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text empty when all is well
 */
function fault(form, text) {
  const place = form.querySelector("[data-fault]");
  const words = place?.querySelector("span");
  if (!(place instanceof HTMLElement) || !words) return;
  words.textContent = text;
  place.hidden = !text;
  if (text) place.setAttribute("role", "alert");
  else place.removeAttribute("role");
}

/**
 * Move the figures at the top, as far as this form moves them.
 * @param {HTMLFormElement} form
 * @param {number} more
 */
function count(form, more) {
  const part = form.dataset["part"] ?? "";
  for (const place of document.querySelectorAll("[data-total], [data-part]:not(form)")) {
    const own = place instanceof HTMLElement && (place.dataset["part"] ?? part) === part;
    const figure = place.querySelector("[data-done]");
    const bar = place.querySelector("rect");
    if (!own || !(figure instanceof HTMLElement) || !bar) continue;
    const done = Number(figure.dataset["done"]) + more;
    figure.dataset["done"] = String(done);
    figure.textContent = done.toLocaleString(document.documentElement.lang);
    bar.setAttribute("width", `${(100 * done) / Math.max(1, Number(bar.dataset["all"]))}%`);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {{state: string, reason: string, section: string, told: string}} said
 */
function stored(form, said) {
  count(form, Number(said.state !== "") - Number(form.dataset["stands"] !== ""));
  form.dataset["stands"] = said.state;
  const place = form.querySelector("[data-stored]");
  const when = place?.querySelector("[data-when]");
  if (when) when.textContent = said.told;
  if (place instanceof HTMLElement) {
    if (!said.state && place.contains(document.activeElement)) {
      form.querySelector("button")?.focus();
    }
    place.hidden = !said.state;
  }
  say("stored", form.dataset["disposition"]);
}

/**
 * The form as the server cleaned it.
 * @param {HTMLFormElement} form
 * @param {{state: string, reason: string, section: string}} said
 */
function fill(form, said) {
  for (const radio of form.querySelectorAll("input[type=radio]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === said.state;
  }
  for (const name of /** @type {const} */ (["reason", "section"])) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.value = said[name];
    }
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  const fields = new FormData(form, button);
  const before = JSON.stringify(typed(form));
  fault(form, "");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(/** @type {any} */ (fields)),
      headers: { Accept: "application/json" },
      signal: within(LIMIT),
    });
    const said = await answer.json();
    if (!answer.ok) {
      fault(form, said.detail);
      return;
    }
    // What was typed meanwhile stays, and is not stored yet.
    const untouched = before === JSON.stringify(typed(form));
    if (untouched) fill(form, said);
    kept.set(form, untouched ? JSON.stringify(typed(form)) : before);
    stored(form, said);
  } catch {
    fault(form, document.getElementById("sayings")?.dataset["failed"] ?? "");
  }
}

for (const form of forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

addEventListener("beforeunload", (event) => {
  if (forms.some((form) => kept.get(form) !== JSON.stringify(typed(form)))) event.preventDefault();
});

// On a phone the list comes first, unless something is looked for.
const narrow = document.getElementById("narrow");
if (narrow instanceof HTMLDetailsElement && matchMedia(NARROW).matches) {
  narrow.open = narrow.hasAttribute("data-used");
}
