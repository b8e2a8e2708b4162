// Rows to put in order, with buttons or by dragging the number. The fields of the plain form, a
// numbered list to choose from, hold the order; they are only out of sight.

import { speak } from "../say.js";

const FAR = 6; // px that a finger moves before a press becomes a drag

/** @typedef {{ list: HTMLElement, fields: HTMLSelectElement[], places: number }} Ranking */

/**
 * The ranking of a form; null for a form of another kind.
 * @param {EventTarget | null} form
 * @returns {Ranking | null}
 */
function rankingOf(form) {
  const list = form instanceof Element ? form.querySelector(".ranking") : null;
  if (!(list instanceof HTMLElement) || !(form instanceof Element)) return null;
  const fields = /** @type {HTMLSelectElement[]} */ ([...form.querySelectorAll(".ranks select")]);
  return { list, fields, places: Number(list.dataset.places) };
}

/** @param {HTMLElement} list */
const rows = (list) => /** @type {HTMLElement[]} */ ([...list.children]);

/**
 * The rows in the order of the fields; before anything is chosen in the order of the question.
 * @param {Ranking} ranking
 */
function show({ list, fields, places }) {
  const order = fields.map((field) => field.value).filter(Boolean);
  const rest = rows(list)
    .map((row) => row.dataset.key ?? "")
    .filter((key) => !order.includes(key));
  if (order.length === 0) rest.sort((one, other) => at(list, one) - at(list, other));
  for (const [place, key] of [...order, ...rest].entries()) {
    const row = rows(list).find((each) => each.dataset.key === key);
    if (row && rows(list)[place] !== row) list.insertBefore(row, rows(list)[place] ?? null);
  }
  number(list, places);
  for (const [place, field] of fields.entries()) field.value = rows(list)[place]?.dataset.key ?? "";
}

/**
 * @param {HTMLElement} list
 * @param {string} key
 */
const at = (list, key) => Number(rows(list).find((row) => row.dataset.key === key)?.dataset.place);

/**
 * @param {HTMLElement} list
 * @param {number} places
 */
function number(list, places) {
  const all = rows(list);
  for (const [place, row] of all.entries()) {
    const figure = row.querySelector("b");
    if (figure) figure.textContent = place < places ? String(place + 1) : "–";
    row.toggleAttribute("data-out", place >= places);
    row.querySelector("[data-move='-1']")?.setAttribute("aria-disabled", String(place === 0));
    row.querySelector("[data-move='1']")?.setAttribute("aria-disabled", String(place === all.length - 1));
  }
}

/**
 * Keep what the rows show, and say where the moved one stands now.
 * @param {HTMLElement} row
 */
function settle(row) {
  const ranking = rankingOf(row.closest("form"));
  if (!ranking) return;
  const { list, fields, places } = ranking;
  number(list, places);
  for (const [place, field] of fields.entries()) field.value = rows(list)[place]?.dataset.key ?? "";
  fields[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  const place = rows(list).indexOf(row);
  const words = place < places ? list.dataset.moved : list.dataset.out;
  const name = row.querySelector(".name")?.textContent?.trim() ?? "";
  speak((words ?? "").replace("{name}", name).replace("{n}", String(place + 1)));
}

document.addEventListener("evastys:refresh", (event) => {
  const ranking = rankingOf(event.target);
  const plain = ranking?.fields[0]?.closest("fieldset");
  if (!ranking || !plain) return;
  plain.hidden = true;
  ranking.list.hidden = false;
  for (const line of document.querySelectorAll("[data-with-rows]")) line.removeAttribute("hidden");
  show(ranking);
});

document.addEventListener("evastys:fault", (event) => {
  const field = event.target instanceof Element ? event.target.closest(".ranks") : null;
  // What the server refused is mended in the plain form, where each place has its field.
  if (field instanceof HTMLElement) field.hidden = false;
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-move]") : null;
  const row = button?.closest("li");
  if (!(button instanceof HTMLElement) || !row || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.move === "1") row.nextElementSibling?.after(row);
  else row.previousElementSibling?.before(row);
  settle(row);
  button.focus(); // a row that moves loses it
  row.scrollIntoView({ block: "nearest" });
});

// --- dragging, which is only a quicker way -------------------------------------------------------

/** @type {{ row: HTMLElement, from: number, moving: boolean, first: number } | null} */ let drag = null;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target instanceof Element ? event.target.closest(".ranking b") : null;
  const row = grip?.closest("li");
  if (!grip || !row || event.button !== 0) return;
  event.preventDefault();
  drag = { row, from: event.clientY, moving: false, first: rows(/** @type {HTMLElement} */ (row.parentElement)).indexOf(row) };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const { row } = drag;
  if (!drag.moving && Math.abs(event.clientY - drag.from) < FAR) return;
  drag.moving = true;
  row.dataset.moving = "";
  const above = row.previousElementSibling?.getBoundingClientRect();
  const below = row.nextElementSibling?.getBoundingClientRect();
  if (above && event.clientY < above.top + above.height / 2) row.previousElementSibling?.before(row);
  else if (below && event.clientY > below.top + below.height / 2) row.nextElementSibling?.after(row);
  else return;
  const list = row.parentElement;
  if (list) number(list, Number(list.dataset.places));
});

for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    if (!drag) return;
    const { row, first, moving } = drag;
    drag = null;
    delete row.dataset.moving;
    if (moving && rows(/** @type {HTMLElement} */ (row.parentElement)).indexOf(row) !== first) settle(row);
  });
}
