// The screen's own hands: turns the pages of statements, and pauses everything.
// Keys: arrows turn a page, space pauses and resumes.

export {};

const LEAST = 12; // seconds that a page stays
const PACE = 25; // characters that people read in a second; a longer page stays longer
const HIDE = 3_000; // ms after which the pointer's button leaves the wall

const body = document.body;
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const button = /** @type {HTMLButtonElement} */ (document.getElementById("pause"));

let sheet = ""; // what the pages belong to
let shown = ""; // id of the page that people read
let at = 0; // its place, from 0
/** @type {number | undefined} */ let turning;
/** @type {number | undefined} */ let hiding;

const paused = () => body.hasAttribute("data-paused");
const pages = () => [.../** @type {NodeListOf<HTMLElement>} */ (stage.querySelectorAll(".page"))];

/** Show the page that people were on; the server sends every frame with the first one open. */
function keep() {
  const now = stage.querySelector(".sheet")?.id ?? "";
  if (now !== sheet) {
    sheet = now;
    shown = "";
    at = 0;
    clearTimeout(turning);
    turning = undefined;
  }
  const all = pages();
  const same = all.findIndex((page) => page.id === shown);
  open(all, same >= 0 ? same : Math.min(at, all.length - 1));
  if (turning === undefined) wait();
}

/**
 * @param {HTMLElement[]} all
 * @param {number} place
 */
function open(all, place) {
  at = Math.max(0, place);
  shown = all[at]?.id ?? "";
  for (const [each, page] of all.entries()) page.hidden = each !== at;
}

/** @param {number} by */
function turn(by) {
  const all = pages();
  if (all.length < 2) return;
  open(all, (at + by + all.length) % all.length);
  wait();
}

/** The next page comes when this one has been read. */
function wait() {
  clearTimeout(turning);
  turning = undefined;
  const all = pages();
  if (all.length < 2 || paused()) return;
  const text = all[at]?.textContent ?? "";
  const seconds = Math.max(LEAST, text.replace(/\s+/g, " ").length / PACE);
  turning = setTimeout(() => turn(1), seconds * 1_000);
}

function pause() {
  const now = body.toggleAttribute("data-paused");
  button.textContent = (now ? button.dataset.resume : button.dataset.pause) ?? "";
  // What came meanwhile is shown at once.
  if (!now) document.dispatchEvent(new Event("evastys:resume"));
  wait();
}

document.addEventListener("evastys:frame", (event) => {
  if (paused()) event.preventDefault();
});
document.addEventListener("evastys:stage", keep);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowRight") turn(1);
  else if (event.key === "ArrowLeft") turn(-1);
  else if (event.key === " " && event.target !== button && !event.repeat) pause();
});
button.addEventListener("click", pause);
document.addEventListener("pointermove", () => {
  body.setAttribute("data-pointer", "");
  clearTimeout(hiding);
  hiding = setTimeout(() => body.removeAttribute("data-pointer"), HIDE);
});

button.hidden = false;
keep();
