// What others wrote: a few statements at a time, each with a button that backs it. The words and
// the list come from the server as a fragment; what was pressed is sent until it is stored.

import { parse } from "./morph.js";
import { speak, within } from "./say.js";

const WAIT = 3_000; // ms until a press that found no network is sent again
const LIMIT = 10_000; // ms after which a request is given up
const SPREAD = 2_000; // ms; a thousand phones must not fetch a list in one moment

const body = document.body;
const code = body.dataset.event ?? "";
const others = document.getElementById("others");
const stage = document.getElementById("stage");

/** What should stand on the server and does not yet: statement to whether it is backed.
 * @type {Map<string, boolean>} */
const wanted = new Map();
let sending = false;

/** What may not be shown any longer: a statement, and from which sequence of it on it may be again.
 * @type {[string, number | null][]} */
let gone = [];

if (others && stage) {
  others.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    if ("backStatement" in form.dataset) press(form);
    else more(form);
  });
  new MutationObserver(follow).observe(stage, { attributeFilter: ["data-prompt", "data-state"] });
  window.addEventListener("online", () => void send());
  document.addEventListener("evastys:gone", (event) => {
    const frame = /** @type {CustomEvent<import("./link.js").Frame>} */ (event).detail;
    gone = frame.gone ?? [];
    clear();
    const erased = String(frame.erased);
    if (others.dataset.erased !== erased) later();
    others.dataset.erased = erased;
  });
  others.addEventListener("evastys:renew", async () => {
    await load(others.dataset.prompt ?? "");
    others.dispatchEvent(new Event("evastys:renewed"));
  });
}

/** Another prompt is on, or it was opened or closed. */
function follow() {
  const prompt = stage?.dataset.prompt ?? "";
  if (!others) return;
  // The audience's questions can be read when they are closed as well.
  const open = stage?.dataset.state === "open" || "open" in others.dataset;
  if (others.dataset.prompt !== prompt || !open) others.replaceChildren();
  others.dataset.prompt = prompt;
  if (prompt && open) void load(prompt);
}

/**
 * Fetch the list anew; the reader's place stays.
 * @param {string} prompt
 */
async function load(prompt) {
  if (!others) return;
  const asked = new URL(`/e/${code}/others`, location.href);
  asked.searchParams.set("prompt", prompt);
  const response = await fetch(asked, { signal: within(LIMIT) }).catch(() => null);
  if (!response?.ok || others.dataset.prompt !== prompt) return;
  others.replaceChildren(...parse(await response.text()));
  clear(); // it may have been on its way when something was hidden
  for (const [statement, backs] of wanted) show(statement, backs);
}

/** What was hidden, withdrawn or changed leaves at once, whatever its reader is doing. */
function clear() {
  const items = [...shown()];
  for (const [id, until] of gone) {
    const item = items.find((each) => each.dataset.statement === id);
    if (!item || (until !== null && Number(item.dataset.sequence) >= until)) continue;
    const focused = item.contains(document.activeElement);
    item.remove();
    if (focused) document.getElementById("others-title")?.focus({ preventScroll: true });
  }
  if (items.length > 0 && shown().length === 0) later();
}

/** Read the list anew in a moment: it is empty now, or what it was made from is no more. */
function later() {
  if (others?.hasChildNodes()) {
    setTimeout(() => void load(others.dataset.prompt ?? ""), Math.random() * SPREAD);
  }
}

/** @param {HTMLFormElement} form */
async function more(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const prompt = form.querySelector("input")?.value ?? "";
  const before = new Set([...shown()].map((each) => each.dataset.statement));
  const response = await fetch(`/api/events/${code}/prompts/${encodeURIComponent(prompt)}/exposures`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
    signal: within(LIMIT),
  }).catch(() => null);
  button.removeAttribute("aria-busy");
  fault(!response?.ok);
  if (!response?.ok) return;
  await load(prompt);
  const first = [...shown()].find((each) => !before.has(each.dataset.statement));
  first?.setAttribute("tabindex", "-1");
  first?.focus();
}

/** @returns {NodeListOf<HTMLElement>} */
const shown = () => /** @type {HTMLElement} */ (others).querySelectorAll("li[data-statement]");

/** @param {HTMLFormElement} form */
function press(form) {
  const statement = /** @type {HTMLInputElement} */ (form.elements.namedItem("statement")).value;
  const backs = form.querySelector("button")?.getAttribute("aria-pressed") !== "true";
  wanted.set(statement, backs);
  show(statement, backs);
  void send();
}

/**
 * How a statement's button stands. What is not stored yet says so.
 * @param {string} statement
 * @param {boolean} backs
 */
function show(statement, backs) {
  const item = others?.querySelector(`li[data-statement="${CSS.escape(statement)}"]`);
  const button = item?.querySelector("button");
  const words = button?.querySelector("span");
  if (!item || !button || !words) return;
  button.setAttribute("aria-pressed", String(backs));
  words.textContent = (backs ? words.dataset.yes : words.dataset.no) ?? "";
  const on = /** @type {HTMLInputElement | null} */ (item.querySelector("input[name=on]"));
  if (on) on.value = backs ? "0" : "1";
  item.toggleAttribute("data-sending", wanted.has(statement));
}

/** Send what was pressed, one after another, until nothing is left. */
async function send() {
  if (sending) return;
  sending = true;
  while (wanted.size) {
    const [statement, backs] = /** @type {[string, boolean]} */ (wanted.entries().next().value);
    const response = await fetch(`/api/events/${code}/statements/${encodeURIComponent(statement)}/support`, {
      method: backs ? "PUT" : "DELETE",
      signal: within(LIMIT),
    }).catch(() => null);
    const settled = response !== null && response.status < 500 && response.status !== 429;
    fault(!settled);
    if (!settled) {
      await new Promise((resolve) => setTimeout(resolve, WAIT));
      continue;
    }
    // Pressed again meanwhile: the newer wish is sent next.
    if (wanted.get(statement) === backs) wanted.delete(statement);
    if (response.ok) show(statement, wanted.get(statement) ?? backs);
    else await refused(response);
  }
  sending = false;
}

/** @param {Response} response */
async function refused(response) {
  const problem = await response.json().catch(() => ({}));
  if (typeof problem.detail === "string") speak(problem.detail);
  await load(others?.dataset.prompt ?? "");
}

/** @param {boolean} there */
function fault(there) {
  others?.querySelector("[data-fault]")?.toggleAttribute("hidden", !there);
}
