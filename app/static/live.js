// Keeps a page as the server sees it: takes frames and shows them. Used by phones, the screen and
// the console.
//
// Page scripts hear `evastys:stage` after a change (detail: prompt, previous, state), may hold a
// frame by cancelling `evastys:frame`, and ask for the newest again with `evastys:resume`.

import { listen, silence } from "./link.js";
import { morph, parse } from "./morph.js";
import { say, speak, within } from "./say.js";

/** @typedef {import("./link.js").Frame} Frame */

const SEEN = 2_000; // ms that "stored" stands before the next prompt takes its place
const STALE = 25; // seconds after which figures are told to be old

const body = document.body;
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const phone = body.dataset.page === "phone";

let epoch = body.dataset.epoch ?? "";
let version = Number(body.dataset.version ?? -1);
/** @type {Frame | null} */ let newest = null; // seen but not shown
let settled = 0; // until when "stored" is to be seen

/** @param {Frame} frame */
function take(frame) {
  if (frame.epoch === epoch && frame.version < version) return;
  ({ epoch, version } = frame);
  if (frame.questions) {
    document.dispatchEvent(new CustomEvent("evastys:questions", { detail: frame.questions }));
  }
  if (frame.gone) document.dispatchEvent(new CustomEvent("evastys:gone", { detail: frame }));
  newest = frame;
  offer();
}

/** Show the newest frame, unless somebody is writing an answer to another prompt. */
function offer() {
  if (!newest) return;
  const from = stage.dataset.prompt ?? "";
  const to = newest.stage.prompt ?? "";
  // Who goes through a goal area at own pace stays at a prompt of it until the moderator goes on.
  const stepping = from !== "" && body.dataset.step !== undefined && body.dataset.step === newest.stage.pace;
  if (phone && from !== to && (body.dataset.pinned || stepping || dirty())) {
    stay(newest, from);
    // Who has chosen another prompt is told of what comes, not of what was on stage already.
    const place = to || (newest.stage.pace ?? "");
    announce(place !== "" && !stepping && !(body.dataset.pinned && place === body.dataset.staged));
    return;
  }
  if (from !== to && Date.now() < settled) return;
  announce(false);
  if (document.dispatchEvent(new CustomEvent("evastys:frame", { detail: newest, cancelable: true }))) {
    show(newest);
  }
}

/**
 * The prompt under somebody's hands opens, closes and is edited while another one is on stage: the
 * frame names every other prompt that is open, with its edition.
 * @param {Frame} frame
 * @param {string} prompt
 */
function stay(frame, prompt) {
  share(prompt, ""); // what is shared now is of another prompt
  const form = /** @type {HTMLElement | null} */ (stage.querySelector("#answer"));
  const named = `[data-other="${CSS.escape(prompt)}"]`;
  const nodes = parse(frame.html).filter((node) => node instanceof Element);
  flag(nodes.find((node) => node.matches("[data-stage-area]")));
  const open = nodes.map((node) => node.querySelector(named)).find((link) => link !== null);
  const state = open ? "open" : "closed";
  // Its timer may get more time.
  const ends = open?.getAttribute("data-ends-at");
  const ask = stage.querySelector("[data-stage-area]");
  if (ends) ask?.setAttribute("data-timer", ends);
  else ask?.removeAttribute("data-timer");
  const edition = open?.getAttribute("data-edition");
  if (form && edition && edition !== form.dataset.edition) void renew(prompt, open?.getAttribute("href") ?? "");
  if (!form || form.dataset.state === state) return;
  form.dataset.state = stage.dataset.state = state;
  document.dispatchEvent(
    new CustomEvent("evastys:stage", { detail: { prompt, previous: prompt, state } }),
  );
  say(state === "closed" ? "closed" : "opened");
}

const SPREAD = 2_000; // ms; a thousand phones must not fetch one edited prompt in one moment

let renewing = false;
let missed = false; // another edition came meanwhile

/**
 * The stage of a prompt that is not on stage comes from its own page; a frame brings only what is.
 * Where that fails the next frame tries again.
 * @param {string} prompt
 * @param {string} address
 */
async function renew(prompt, address) {
  if (renewing) {
    missed = true;
    return;
  }
  renewing = true;
  missed = false;
  try {
    await new Promise((fetchable) => setTimeout(fetchable, Math.random() * SPREAD));
    const response = await fetch(address, { credentials: "same-origin", signal: within(5_000) });
    const nodes = parse(await response.text()).filter((node) => node instanceof Element);
    const found = nodes.find((node) => node.id === "stage") ?? nodes.map((node) => node.querySelector("#stage")).find((node) => node !== null);
    const fresh = found instanceof HTMLElement ? found : null;
    if (fresh?.dataset.prompt !== prompt || stage.dataset.prompt !== prompt) return;
    if (!document.dispatchEvent(new CustomEvent("evastys:frame", { cancelable: true }))) return;
    morph(stage, [...fresh.childNodes]);
    const { state = "" } = stage.dataset;
    document.dispatchEvent(
      new CustomEvent("evastys:stage", { detail: { prompt, previous: prompt, state } }),
    );
  } catch {
    // The form stays as it is, and an answer that does not fit is told by the server.
  } finally {
    renewing = false;
    if (missed) offer();
  }
}

/**
 * Results on the phones stand beside the stage, and `results.js` shows them.
 * @param {string} prompt
 * @param {string} html
 */
function share(prompt, html) {
  document.dispatchEvent(new CustomEvent("evastys:results", { detail: { prompt, html } }));
}

/** Whether the form is in use: something is in it or on its way, or a field has the focus. */
function dirty() {
  const form = stage.querySelector("#answer");
  const active = document.activeElement;
  const inField = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
  return form?.matches("[data-dirty], [data-sending]") || (inField && form?.contains(active)) || false;
}

/** @param {boolean} arrived */
function announce(arrived) {
  const bar = document.getElementById("arrived");
  if (!bar || bar.hidden === !arrived) return;
  bar.hidden = !arrived;
  body.toggleAttribute("data-arrived", arrived);
  if (arrived) say("arrived");
}

/** @param {Frame} frame */
function show(frame) {
  newest = null;
  if (body.dataset.step !== undefined) leave();
  const pace = stage.dataset.pace ?? "";
  const previous = stage.dataset.prompt ?? "";
  const { prompt = "", state = "" } = frame.stage;
  const was = stage.dataset.state ?? "";
  const nodes = parse(frame.html);
  if (phone && previous !== (prompt ?? "")) {
    document.dispatchEvent(new CustomEvent("evastys:leaving", { detail: { prompt: previous } }));
    stage.replaceChildren(...nodes);
  } else morph(stage, nodes);
  for (const [name, value] of Object.entries(frame.stage)) {
    if (value === null) delete stage.dataset[name];
    else stage.dataset[name] = String(value);
  }
  const asked = stage.querySelector("[data-stage-area]");
  const area = asked?.getAttribute("data-stage-area");
  if (area) body.dataset.area = area;
  if (phone) flag(asked);
  if (phone) share(prompt ?? "", frame.shown ?? "");
  tick();
  document.dispatchEvent(
    new CustomEvent("evastys:stage", { detail: { prompt: prompt ?? "", previous, state: state ?? "" } }),
  );
  if (phone && pace !== (frame.stage.pace ?? "") && frame.stage.pace) say("arrived", heading());
  else if (previous !== (prompt ?? "")) prompt ? say("arrived", heading()) : phone && speak(heading());
  else if (was !== (state ?? "") && state === "closed") say("closed");
  else if (was === "closed" && state === "open") say("opened");
}

/**
 * Whether another question comes, or the event has ended: the line at the bottom says so.
 * @param {Element | null | undefined} asked
 */
function flag(asked) {
  for (const name of ["data-over", "data-ended"]) {
    body.toggleAttribute(name, asked?.hasAttribute(name) ?? false);
  }
}

/** The moderator has gone on: the page is of what is on stage now, also when it is read again. */
function leave() {
  delete body.dataset.step;
  history.replaceState(null, "", `/e/${body.dataset.event}`);
}

const heading = () => document.getElementById("heading")?.textContent?.trim() ?? "";

// --- words -----------------------------------------------------------------

/** The age of what is seen, every second. */
function tick() {
  const age = silence();
  const stale = age >= STALE;
  const texts = document.getElementById("age-texts")?.dataset;
  const text = texts?.[stale ? "stale" : "fresh"]?.replace("{n}", String(age));
  for (const place of document.querySelectorAll("[data-age]")) {
    if (text && place.textContent !== text) place.textContent = text;
  }
  body.toggleAttribute("data-stale", stale);
}

// --- forms that need no new page -------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-quiet")) return;
  event.preventDefault();
  if (event.submitter?.getAttribute("aria-busy") === "true") return; // on its way already
  void send(form, /** @type {HTMLElement | null} */ (event.submitter));
});

/**
 * What changes comes back as a frame; only a problem is said here.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(form, submitter) {
  const alert = document.getElementById("alert");
  if (alert) alert.textContent = "";
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  if (submitter instanceof HTMLButtonElement && submitter.name) {
    fields.append(submitter.name, submitter.value);
  }
  submitter?.setAttribute("aria-busy", "true"); // a sign at once, however slow the server
  try {
    // Not `form.action`: a field of that name would stand in its place.
    const response = await fetch(form.getAttribute("action") ?? "", {
      method: "POST",
      body: fields,
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json" },
      signal: within(10_000),
    });
    if (response.ok || response.type === "opaqueredirect") return;
    const problem = await response.json();
    if (alert) alert.textContent = problem.detail;
  } catch {
    if (alert) alert.textContent = body.dataset.unsent ?? "";
  } finally {
    submitter?.removeAttribute("aria-busy");
  }
}

// --- what others ask for ----------------------------------------------------

// Whose key was revoked, or who signed out in another window, sees where a key is asked for. A page
// that is refused as soon as it opens stays as it is, or it would load for ever.
document.addEventListener("evastys:refused", () => {
  if (!phone && performance.now() > 5_000) location.reload();
});
document.addEventListener("evastys:resume", offer);
document.addEventListener("evastys:settled", () => {
  settled = Date.now() + SEEN;
  setTimeout(offer, SEEN + 50);
});
// Who leaves an empty field is not writing any more.
stage.addEventListener("focusout", () => phone && setTimeout(offer));
document.getElementById("arrived")?.addEventListener("click", () => {
  announce(false);
  if (body.dataset.pinned) location.assign(`/e/${body.dataset.event}`);
  else if (newest) {
    show(newest);
    document.getElementById("heading")?.focus();
  }
});

setInterval(tick, 1_000);
tick();
listen(take);
