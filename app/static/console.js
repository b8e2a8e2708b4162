// The moderator's keys, the selected statement and the dialogs. Every act is a form that works
// without this; frames come through live.js, and what a frame resets is put back here.

import { left as written } from "./say.js";

const OFF = "off"; // no key works
const ALL = "all"; // also those that change the question for everybody
const FAR = /^[nc]$/;
const TWICE = 400; // ms within which a second press is the first one's echo
const NEAR = 24; // px
const ACTS = /^[hpvutanorcbsfmzqg+-]$/; // keys that change what others see
const REMEMBERED = `evastys:${document.body.dataset["event"] ?? ""}:keys`;
const FIELD = 'textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"])';

/** Public id of the selected statement, and where in the list it stood. */
const selected = { id: "", index: 0 };
/** Where the focus was when a statement was decided on. @type {{list: string, index: number, value: string} | null} */
let left = null;
let area = "";
/** The latest press, by the pointer and by a key. */
const pointed = { when: -Infinity, x: 0, y: 0 };
const struck = { when: -Infinity, key: "" };
/** The act whose undoing has been sent. */
let undoing = "";

/** @param {string} id @returns {HTMLElement | null} */
const at = (id) => document.getElementById(id);

/** @param {string} id @returns {HTMLDialogElement | null} */
function dialog(id) {
  const found = at(id);
  return found instanceof HTMLDialogElement ? found : null;
}

let keys = ""; // which keys work: OFF, ALL, or all but those of FAR
try {
  keys = localStorage.getItem(REMEMBERED) ?? "";
} catch {
  // No storage: as on a first visit.
}
const keysOn = () => keys !== OFF;

/** @param {string} which */
function switchKeys(which) {
  keys = which;
  try {
    if (keys) localStorage.setItem(REMEMBERED, keys);
    else localStorage.removeItem(REMEMBERED);
  } catch {
    // Without storage the choice lasts until the page is left.
  }
  settle();
}

// --- what a frame resets --------------------------------------------------------------------

/** Put back what belongs to this moderator and not to the event. Changes nothing when it is there. */
function settle() {
  const [on, far] = ["keys-on", "keys-far"].map(at);
  if (on instanceof HTMLInputElement) on.checked = keysOn();
  if (far instanceof HTMLInputElement) far.checked = keys === ALL;
  markSelected();
  followArea();
  keepFocus();
  followRehearsal();
  followTimer();
}

function statements() {
  return [...document.querySelectorAll("#statements > li, [data-list] > li")]
    .filter((each) => each instanceof HTMLElement)
    .filter((each) => !each.closest("details:not([open])"));
}

function markSelected() {
  const all = statements();
  let index = all.findIndex((each) => each.dataset["statement"] === selected.id);
  if (index < 0) index = Math.min(selected.index, all.length - 1);
  selected.index = Math.max(index, 0);
  selected.id = all[index]?.dataset["statement"] ?? "";
  for (const [place, each] of all.entries()) {
    const now = keysOn() && place === index;
    if (now !== each.hasAttribute("aria-current")) {
      if (now) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }
}

/** Folds stay as they were left, until the stage moves to another goal area. */
function followArea() {
  const here = at("live")?.dataset["area"] ?? "";
  if (here === area) return;
  area = here;
  if (!document.querySelector("#sheet [aria-current]")) return; // cleared: nothing to follow
  for (const fold of document.querySelectorAll("#sheet details")) {
    if (fold instanceof HTMLDetailsElement) fold.open = fold.id === `area-${here}`;
  }
}

function keepFocus() {
  if (!left || document.activeElement !== document.body) return;
  const items = document.querySelectorAll(`#${left.list} > li`);
  const item = items[Math.min(left.index, items.length - 1)];
  const button = item?.querySelector(`[value="${left.value}"]`) ?? item?.querySelector("button");
  const next = button ?? at("review-link");
  left = null;
  if (next instanceof HTMLElement) next.focus();
}

function followRehearsal() {
  const told = at("rehearsal")?.dataset["rehearsal"];
  const gone = at("purge-gone");
  if (gone && told && gone.textContent !== told) gone.textContent = told;
  if (at("stage") && !told) dialog("purge")?.close();
}

// --- the timer ------------------------------------------------------------------------------

/** When the timer ends by this device's clock, and which frame said so. */
const timer = { at: "", ends: 0 };

/** The frame says what is left by the server's clock; a device's own clock may be wrong. */
function followTimer() {
  const told = document.querySelector("[data-left]");
  if (!(told instanceof HTMLElement)) return;
  if (told.dataset["at"] !== timer.at) {
    timer.at = told.dataset["at"] ?? "";
    timer.ends = performance.now() + Number(told.dataset["left"]) * 1_000;
  }
  const left = Math.max(0, Math.ceil((timer.ends - performance.now()) / 1_000));
  const text = written(left);
  if (told.textContent !== text) told.textContent = text;
}

// --- keys -----------------------------------------------------------------------------------

/** @param {number} step */
function move(step) {
  const all = statements();
  const next = all[Math.min(Math.max(selected.index + step, 0), all.length - 1)];
  if (!next) return;
  selected.id = next.dataset["statement"] ?? "";
  markSelected();
  next.scrollIntoView({ block: "nearest" });
}

/** @param {string} state */
function decide(state) {
  choose(`[value="${state}"]`);
}

/** Press a button of the selected statement. @param {string} which */
function choose(which) {
  const button = document.querySelector(`.statements > [aria-current] :is(${which})`);
  if (button instanceof HTMLElement) button.click();
}

/** @param {string} key */
function press(key) {
  const button = document.querySelector(`[data-key~="${key}"]`);
  if (button instanceof HTMLElement) button.click();
}

/** Open a fold and go into it, or close it. @param {string} id */
function fold(id) {
  const found = at(id);
  if (!(found instanceof HTMLDetailsElement)) return;
  found.open = !found.open;
  const into = found.open ? found.querySelector("button") : found.querySelector("summary");
  into?.focus();
}

// What is unfolded near an edge comes into sight.
document.addEventListener("click", (event) => {
  const summary = event.target instanceof Element && event.target.closest("#sheet summary, #decided-open");
  const folded = summary && summary.parentElement;
  if (!(folded instanceof HTMLDetailsElement) || folded.open) return;
  folded.addEventListener("toggle", () => folded.scrollIntoView({ block: "nearest" }), { once: true });
});

/**
 * The list may have moved up in between, so the second of two presses would meet what nobody read.
 * @param {string} key
 * @param {number} when
 */
function echoes(key, when) {
  const echo = key === struck.key && when - struck.when < TWICE;
  if (!echo) Object.assign(struck, { key, when });
  return echo;
}

/** @param {KeyboardEvent} event */
function act(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const arrows = !(event.target instanceof Element) || !event.target.closest(".sheet, .live");
  if (key === "j" || (key === "ArrowDown" && arrows)) move(1);
  else if (key === "k" || (key === "ArrowUp" && arrows)) move(-1);
  else if (event.repeat) return false; // a key held down is one act
  else if (key === "d") fold("decided");
  else if (key === "l") fold("more");
  else if (key === "?") dialog("keys")?.showModal();
  else if (!ACTS.test(key) || (FAR.test(key) && keys !== ALL)) return false; // Tab, space and the like stay the browser's, however fast
  else if (echoes(key, event.timeStamp)) return true;
  else if (key === "h") decide("approved");
  else if (key === "p") decide("hidden");
  else if (key === "v") choose("[data-spot]");
  else if (/^[uta]$/.test(key)) choose(`[data-item-key="${key}"]`);
  else press(key);
  return true;
}

// Whoever walks through the run sheet or the top row with Tab acts on what has the focus; a press of
// the pointer leaves the focus there as well, and says nothing of what comes next.
let walking = false;
document.addEventListener("pointerdown", () => (walking = false), true);
document.addEventListener("keydown", (event) => (walking ||= event.key === "Tab"), true);

document.addEventListener("keydown", (event) => {
  const elsewhere = walking && event.target instanceof Element && event.target.closest(".sheet, .top, .tools");
  if (elsewhere && event.key !== "?") return;
  const inField = event.target instanceof Element && event.target.matches(FIELD);
  const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (inField || !(plain || undo) || document.querySelector("dialog[open]") || !keysOn()) return;
  if (act(event)) event.preventDefault();
});

// --- presses --------------------------------------------------------------------------------

// A double click is one press, whatever has come under the pointer meanwhile.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target instanceof Element && event.target.closest('[type="submit"]');
    if (!button || event.detail === 0) return; // 0: a key, or a script
    const { timeStamp: when, clientX: x, clientY: y } = event;
    const near = Math.hypot(x - pointed.x, y - pointed.y) < NEAR;
    if (near && when - pointed.when < TWICE) {
      event.preventDefault();
      event.stopPropagation();
    } else Object.assign(pointed, { when, x, y });
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("[data-opens]");
  if (opener instanceof HTMLElement) dialog(opener.dataset["opens"] ?? "")?.showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer instanceof HTMLElement) dialog(closer.dataset["closes"] ?? "")?.close();
});

// What opens over the page goes when something in it, or beside it, has been chosen.
/** @param {EventTarget | null} [kept] within one of them: that one stays */
function closeMore(kept) {
  for (const more of document.querySelectorAll("#more[open], #tongues[open]")) {
    if (!(more instanceof HTMLDetailsElement) || (kept instanceof Node && more.contains(kept))) continue;
    if (more.contains(document.activeElement)) more.querySelector("summary")?.focus();
    more.open = false;
  }
}

document.addEventListener("click", (event) => closeMore(event.target));

document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.closest("#more")) closeMore();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMore();
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  if (box.id === "keys-on") switchKeys(box.checked ? "" : OFF);
  if (box.id === "keys-far") switchKeys(box.checked ? ALL : "");
  box.form?.querySelector(":scope > .fault")?.remove(); // what was missing is being chosen
});

// Until the frame comes, a second undo would be refused for what the first one did.
document.addEventListener(
  "submit",
  (event) => {
    const field = event.target instanceof HTMLFormElement && event.target.elements.namedItem("action");
    if (!(field instanceof HTMLInputElement)) return;
    if (field.value === undoing && !at("alert")?.textContent) {
      event.preventDefault();
      event.stopPropagation();
    } else undoing = field.value;
  },
  true,
);

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const item = button?.closest(".statements > li");
  if (!(button instanceof HTMLButtonElement) || !item?.parentElement) return;
  const index = [...item.parentElement.children].indexOf(item);
  left =
    document.activeElement === button
      ? { list: item.parentElement.id, index, value: button.value }
      : null;
});

selected.id = decodeURIComponent(location.hash.slice(1)); // the review page returns to its place
area = at("live")?.dataset["area"] ?? "";
settle();
const stage = at("stage");
if (stage) {
  setInterval(followTimer, 250);
  new MutationObserver(settle).observe(stage, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
}
