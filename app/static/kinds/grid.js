// One item at a time with a small picture that follows. Without script all items are in sight.

/** @param {Element} form */
const itemsOf = (form) => /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".placement")]);

/**
 * @param {Element} form
 * @param {number} to place of the item that is to be in sight
 */
function turn(form, to) {
  const items = itemsOf(form);
  for (const [place, item] of items.entries()) item.hidden = place !== to;
  const pager = form.querySelector(".pager");
  const here = pager?.querySelector("[data-here]");
  if (here) here.textContent = String(to + 1);
  pager?.querySelector("[data-turn='-1']")?.setAttribute("aria-disabled", String(to === 0));
  pager?.querySelector("[data-turn='1']")?.setAttribute("aria-disabled", String(to === items.length - 1));
  draw(form);
}

/** @param {Element} form */
const shown = (form) => Math.max(0, itemsOf(form).findIndex((item) => !item.hidden));

/**
 * Where an item stands on both axes; null while one of them is open.
 * @param {Element} item
 */
function placeOf(item) {
  const [x, y] = [0, 1].map((axis) => {
    const chosen = item.querySelector(`[data-axis="${axis}"] input:checked`);
    return chosen instanceof HTMLInputElement ? Number(chosen.value) : 0;
  });
  return x && y ? { x, y } : null;
}

/** A square for each item that has a place, the one in sight filled. @param {Element} form */
function draw(form) {
  const items = itemsOf(form);
  const now = shown(form);
  let placed = 0;
  for (const [place, square] of [...form.querySelectorAll(".small rect")].entries()) {
    const spot = items[place] ? placeOf(items[place]) : null;
    placed += spot ? 1 : 0;
    square.toggleAttribute("hidden", !spot);
    square.setAttribute("class", spot ? (place === now ? "now" : "there") : "none");
    // 20 units to a step, and a square of 12.
    square.setAttribute("x", String((spot?.x ?? 3) * 20 - 16));
    square.setAttribute("y", String(112 - (spot?.y ?? 3) * 20 - 0));
  }
  const counted = form.querySelector("[data-counted=placements]");
  if (counted) counted.textContent = String(placed);
}

document.addEventListener("evastys:refresh", (event) => {
  const form = event.target instanceof Element ? event.target : null;
  if (!form || itemsOf(form).length === 0) return;
  form.querySelector(".small")?.removeAttribute("hidden");
  const pager = form.querySelector(".pager");
  const first = pager?.hasAttribute("hidden");
  pager?.removeAttribute("hidden");
  if (first || !pager) turn(form, 0);
  else draw(form);
});

document.addEventListener("evastys:fault", (event) => {
  const item = event.target instanceof Element ? event.target.closest(".placement") : null;
  const form = item?.closest("form");
  if (item instanceof HTMLElement && form) turn(form, itemsOf(form).indexOf(item));
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-turn]") : null;
  const form = button?.closest("form");
  if (!button || !form || button.getAttribute("aria-disabled") === "true") return;
  turn(form, shown(form) + Number(button.getAttribute("data-turn")));
  const legend = itemsOf(form)[shown(form)]?.querySelector("legend");
  // A reader goes on from the item's own name; what is seen stays where it is.
  if (legend) legend.focus({ preventScroll: true });
});
