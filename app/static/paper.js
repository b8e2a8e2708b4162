// Paper: the button that prints the form, and a keyboard that fills one in fast. A digit chooses
// in the group that has the focus and goes on to the next; Ctrl and Enter store from a text.

const printing = document.getElementById("print");
printing?.addEventListener("click", () => window.print());
printing?.removeAttribute("hidden");
document.getElementById("by-menu")?.setAttribute("hidden", "");

const MM = 96 / 25.4; // px
const [WIDTH, HEIGHT] = [178 * MM, 267 * MM]; // what the margins of A4 leave

/**
 * How many sheets it takes, as the print will have it: no part of it is cut by the end of a page.
 * @param {HTMLElement} place
 * @param {Element} main
 */
async function tellPages(place, main) {
  await document.fonts.ready; // the typeface that comes later sets other lines
  if (parseFloat(getComputedStyle(main).width) < WIDTH - 1) return; // a narrow window has other lines
  let [count, top] = [1, main.firstElementChild?.getBoundingClientRect().top ?? 0];
  for (const part of main.children) {
    const { top: begins, bottom: ends } = part.getBoundingClientRect();
    if (ends - top <= HEIGHT) continue;
    count += Math.max(1, Math.ceil((ends - begins) / HEIGHT));
    top = begins;
  }
  place.textContent = (place.dataset["pages"] ?? "").replace("{n}", String(count));
  place.hidden = false;
}

const place = document.getElementById("pages");
const sheet = document.querySelector("main");
if (place && sheet) void tellPages(place, sheet);

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("answer"));
const FIELDS = "input:not([type=hidden]), textarea, select";

/** The fields in order, a group of radio buttons once. */
function stops() {
  const all = /** @type {NodeListOf<HTMLInputElement>} */ (form?.querySelectorAll(FIELDS) ?? []);
  /** @type {Set<string>} */ const seen = new Set();
  return [...all].filter((each) => {
    if (each.type !== "radio") return each.getClientRects().length > 0;
    const first = !seen.has(each.name);
    seen.add(each.name);
    return first;
  });
}

/** @param {HTMLInputElement} group one button of it */
const members = (group) =>
  /** @type {HTMLInputElement[]} */ ([...(form?.elements ?? [])].filter(
    (each) => /** @type {HTMLInputElement} */ (each).name === group.name,
  ));

form?.addEventListener("keydown", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey || field.type === "radio" || field.type === "checkbox")) {
    event.preventDefault();
    form.requestSubmit(/** @type {HTMLElement} */ (form.querySelector(".bar button.button")));
    return;
  }
  if (!/^[0-9]$/.test(event.key) || (field.type !== "radio" && field.type !== "checkbox")) return;
  const group = members(field);
  const valued = group.find((each) => each.value === event.key);
  const chosen = valued ?? group[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  if (field.type === "checkbox") {
    chosen.checked = !chosen.checked;
    return;
  }
  chosen.checked = true;
  const order = stops();
  const place = order.findIndex((each) => each.name === field.name);
  /** @type {HTMLElement | null} */ (order[place + 1] ?? form.querySelector(".bar button.button"))?.focus();
});

if (form && !form.classList.contains("begin")) {
  const problem = form.querySelector("#problem") !== null;
  const first = stops().find((each) => each.name !== "round"); // that stands chosen: digits are for the answer
  first?.focus({ preventScroll: !problem });
}

export {}; // a module of its own
