// What is left of a prompt's time, counted by the server's clock: a hall's computer may be minutes
// off. Elements with `data-ends` say it every second; near the end they change once, plainly.

export {};

const SOON = 20; // seconds before the end

const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const [load] = /** @type {PerformanceNavigationTiming[]} */ (
  performance.getEntriesByType("navigation")
);
// How far the server's clock is ahead of this one: at first by when the page came.
let ahead =
  Date.parse(stage.dataset.at ?? "") - (performance.timeOrigin + (load?.responseStart ?? 0)) || 0;

function count() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    stage.querySelectorAll("[data-ends]")
  )) {
    const ms = Date.parse(place.dataset.ends ?? "") - (Date.now() + ahead);
    const left = Math.max(0, Math.ceil(ms / 1_000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const text = (place.dataset.left ?? "").replace("{time}", time);
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("soon", left <= SOON);
  }
}

document.addEventListener("evastys:heard", (event) => {
  const at = Date.parse(/** @type {CustomEvent} */ (event).detail ?? "");
  if (!Number.isNaN(at)) ahead = at - Date.now();
});
document.addEventListener("evastys:stage", count);
setInterval(count, 1_000);
count();
