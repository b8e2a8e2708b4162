// The screen's own hands: turns the pages of statements, shows figures at most once a second, lets
// what changes its place glide there, and pauses everything.
// Keys: arrows turn a page, space pauses and resumes.

export {};

const LEAST = 12; // seconds that a page stays
const PACE = 25; // characters that people read in a second; a longer page stays longer
const CALM = 1_000; // ms between two pictures of the same thing
const GLIDE = 400; // ms for a move to another place
const HIDE = 3_000; // ms after which the pointer's button leaves the wall

const body = document.body;
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const button = /** @type {HTMLButtonElement} */ (document.getElementById("pause"));

let sheet = ""; // what the pages belong to
let shown = ""; // id of the page that people read
let at = 0; // its place, from 0
/** @type {number | undefined} */ let turning;
/** @type {number | undefined} */ let hiding;
/** @type {number | undefined} */ let held; // a frame that came too soon
let changed = 0; // when the picture changed
/** @type {Map<string, DOMRect>} */ let places = new Map(); // before the change

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

/** A bar by its id, a word by what it says. @returns {Map<string, HTMLElement>} */
function movable() {
  const found = new Map();
  for (const bar of stage.querySelectorAll(".bars > li")) found.set(bar.id, bar);
  for (const word of stage.querySelectorAll(".tiers .said, .ranked .said")) {
    const list = word.closest(".ranked") ? "ranked" : "tiers";
    found.set(`${list} ${word.textContent}`, list === "ranked" ? word.parentElement : word);
  }
  return found;
}

/** From where it stood to where it stands now, once; bars and words that are new are just there. */
function glide() {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [key, element] of movable()) {
    const from = places.get(key);
    const to = element.getBoundingClientRect();
    if (!from?.width || !to.width) continue;
    const [x, y] = [from.left - to.left, from.top - to.top];
    if (Math.abs(x) + Math.abs(y) < 2) continue;
    const path = [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }];
    element.animate(path, { duration: GLIDE, easing: "ease-in-out" });
  }
}

document.addEventListener("evastys:frame", (event) => {
  if (paused()) {
    event.preventDefault();
    return;
  }
  const { stage: next } = /** @type {CustomEvent} */ (event).detail;
  const same = ["view", "prompt", "state", "results"].every(
    (name) => String(next[name] ?? "") === (stage.dataset[name] ?? ""),
  );
  const early = changed + CALM - Date.now();
  if (same && early > 0) {
    event.preventDefault();
    held ??= setTimeout(() => {
      held = undefined;
      document.dispatchEvent(new Event("evastys:resume"));
    }, early);
    return;
  }
  changed = Date.now();
  places = new Map();
  for (const [key, element] of movable()) places.set(key, element.getBoundingClientRect());
});
document.addEventListener("evastys:stage", () => {
  glide();
  keep();
});

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
