// Keeps a page as the server sees it: one socket, frames, and the only place that turns text
// into HTML. Used by phones, the screen and the console.
//
// Page scripts hear `evastys:stage` after a change (detail: prompt, previous, state), may hold a
// frame by cancelling `evastys:frame`, and ask for the newest again with `evastys:resume`.
// An element with `data-keep` is never touched; `details` and `dialog` stay as people left them.

import { say, speak, within } from "./say.js";
import { Idiomorph } from "./vendor/idiomorph.js";

/**
 * @typedef {{ prompt?: string | null, state?: string | null, kind?: string | null }} Stage
 * @typedef {{ type: "frame", epoch: string, version: number, html: string, stage: Stage }} Frame
 */

const CONNECT = 5_000; // ms until a connection that does not open is given up
const SILENCE = 45_000; // ms without a word: the link is dead, whatever the browser says
const PROBE = 2_000; // ms for an answer when the page wakes up
const FIRST = 1_500; // ms, the first pause before reconnecting is at most this
const RESTART = 8_000; // ms, at most, when the server said that it restarts
const CAP = 15_000; // ms, no pause is longer
const POLL = 5_000; // ms between readings when sockets do not work
const SEEN = 2_000; // ms that "stored" stands before the next prompt takes its place
const STALE = 25; // seconds after which figures are told to be old
const JUMP = 10_000; // ms that a one-second timer may be late before the device has slept

const body = document.body;
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const phone = body.dataset.page === "phone";
const poll = body.dataset.poll;
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("evastys", {
  createHTML: (/** @type {string} */ html) => html,
});

let epoch = body.dataset.epoch ?? "";
let version = Number(body.dataset.version ?? -1);
/** @type {Frame | null} */ let newest = null; // seen but not shown
/** @type {WebSocket | null} */ let socket = null;
/** @type {number | undefined} */ let retry;
let failures = 0;
let restarting = false;
let stopped = false; // the server said: do not come back
let heard = Date.now();
let told = true; // whether the link is up, as people were told
/** @type {string | null} */ let tag = null;
let polled = 0;
let settled = 0; // until when "stored" is to be seen

// --- link ------------------------------------------------------------------

function connect() {
  clearTimeout(retry);
  if (socket || stopped || document.hidden) return;
  const address = new URL(body.dataset.socket ?? "", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const own = new WebSocket(address);
  socket = own;
  const limit = setTimeout(() => lose(own, 1006), CONNECT);
  own.onopen = () => clearTimeout(limit);
  own.onmessage = (event) => {
    if (own === socket) hear(event.data);
  };
  own.onclose = own.onerror = (event) => {
    clearTimeout(limit);
    lose(own, event instanceof CloseEvent ? event.code : 1006);
  };
}

/**
 * @param {WebSocket} own
 * @param {number} code
 */
function lose(own, code) {
  if (own !== socket) return;
  socket = null;
  own.onopen = own.onmessage = own.onclose = own.onerror = null;
  own.close();
  failures += 1;
  // 4500–4999 are ours for good; 1008 and 1009 would only repeat themselves, so polling takes over.
  stopped = code >= 4500 && code < 5000;
  if (stopped) document.dispatchEvent(new CustomEvent("evastys:refused", { detail: code }));
  if (failures > 1 && told) tell(false);
  if (stopped || code === 1008 || code === 1009) return;
  const most = restarting || code === 1012 ? RESTART : Math.min(CAP, FIRST * 2 ** (failures - 1));
  restarting = false;
  retry = setTimeout(connect, Math.random() * most);
}

/** @param {string} text */
function hear(text) {
  heard = Date.now();
  failures = 0;
  if (!told) tell(true);
  const message = JSON.parse(text);
  document.dispatchEvent(new CustomEvent("evastys:heard", { detail: message.at }));
  if (message.type === "frame") take(message);
  else if (message.type === "restart") restarting = true;
  else if (message.type === "hb" && message.epoch !== epoch) void read();
}

/** @param {boolean} up */
function tell(up) {
  told = up;
  body.toggleAttribute("data-offline", !up);
  say(up ? "back" : "lost");
}

/** The state at once, by plain HTTP. */
async function read() {
  if (!poll) return;
  try {
    const response = await fetch(poll, {
      cache: "no-store",
      credentials: "same-origin",
      headers: { Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) },
      signal: within(CONNECT),
    });
    if (response.status === 200) {
      const frame = await response.json();
      tag = response.headers.get("ETag");
      take(frame);
    }
    if (response.status === 200 || response.status === 304) {
      heard = Date.now();
      if (!told) tell(true);
      document.dispatchEvent(new Event("evastys:heard"));
    }
  } catch {
    // No network or somebody else's page in between; the next turn tries again.
  }
}

/** After sleep, a lock or a lost network: see what is on now, and make sure the link is alive. */
function wake() {
  if (document.hidden || stopped) return;
  void read();
  const own = socket;
  if (!own || own.readyState !== WebSocket.OPEN) {
    if (own && own.readyState !== WebSocket.CONNECTING) lose(own, 1006);
    failures = Math.min(failures, 1);
    connect();
    return;
  }
  const before = heard;
  own.send('{"type":"ping"}');
  setTimeout(() => {
    if (heard === before && own === socket) {
      lose(own, 1006);
      connect();
    }
  }, PROBE);
}

// --- frames ----------------------------------------------------------------

/** @param {Frame} frame */
function take(frame) {
  if (frame.epoch === epoch && frame.version < version) return;
  ({ epoch, version } = frame);
  newest = frame;
  offer();
}

/** Show the newest frame, unless somebody is writing an answer to another prompt. */
function offer() {
  if (!newest) return;
  const from = stage.dataset.prompt ?? "";
  const to = newest.stage.prompt ?? "";
  if (phone && from !== to && (body.dataset.pinned || dirty())) {
    stay(newest, from);
    announce(to !== "");
    return;
  }
  if (from !== to && Date.now() < settled) return;
  announce(false);
  if (document.dispatchEvent(new CustomEvent("evastys:frame", { detail: newest, cancelable: true }))) {
    show(newest);
  }
}

/**
 * The prompt under somebody's hands opens and closes while another one is on stage: the frame
 * names every other prompt that is open.
 * @param {Frame} frame
 * @param {string} prompt
 */
function stay(frame, prompt) {
  const form = /** @type {HTMLElement | null} */ (stage.querySelector("#answer"));
  const named = `[data-other="${CSS.escape(prompt)}"]`;
  const open = parse(frame.html).some((node) => node instanceof Element && node.querySelector(named));
  const state = open ? "open" : "closed";
  if (!form || form.dataset.state === state) return;
  form.dataset.state = stage.dataset.state = state;
  document.dispatchEvent(
    new CustomEvent("evastys:stage", { detail: { prompt, previous: prompt, state } }),
  );
  say(state === "closed" ? "closed" : "opened");
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
  const area = stage.querySelector("[data-stage-area]")?.getAttribute("data-stage-area");
  if (area) body.dataset.area = area;
  tick();
  document.dispatchEvent(
    new CustomEvent("evastys:stage", { detail: { prompt: prompt ?? "", previous, state: state ?? "" } }),
  );
  if (previous !== (prompt ?? "")) prompt ? say("arrived", heading()) : phone && speak(heading());
  else if (was !== (state ?? "") && state === "closed") say("closed");
  else if (was === "closed" && state === "open") say("opened");
}

const heading = () => document.getElementById("heading")?.textContent?.trim() ?? "";

/**
 * @param {string} html
 * @returns {Node[]}
 */
function parse(html) {
  // A parser's document runs no script, and the page's policy blocks handlers and styles.
  const text = policy ? policy.createHTML(html) : html;
  return [...new DOMParser().parseFromString(text, "text/html").body.childNodes];
}

/**
 * @param {Element} into
 * @param {Node[]} nodes
 */
function morph(into, nodes) {
  Idiomorph.morph(into, nodes, {
    morphStyle: "innerHTML",
    // A field with the focus keeps its value; a button's words must change all the same.
    ignoreActiveValue: document.activeElement?.matches("input, textarea, select") ?? false,
    callbacks: {
      beforeNodeMorphed: (old, fresh) => {
        if (!(old instanceof HTMLElement)) return true;
        if (old instanceof HTMLTemplateElement && fresh instanceof HTMLTemplateElement) {
          old.content.replaceChildren(...fresh.content.childNodes);
          return false;
        }
        if (old.id !== "answer") return !old.hasAttribute("data-keep");
        const state = /** @type {HTMLElement} */ (fresh).dataset?.state;
        if (state) old.dataset.state = state;
        return false;
      },
      beforeNodeRemoved: (node) => !(node instanceof Element && node.hasAttribute("data-keep")),
      beforeAttributeUpdated: (name, element) =>
        !(name === "open" && (element.localName === "details" || element.localName === "dialog")),
    },
  });
}

// --- words -----------------------------------------------------------------

/** The age of what is seen, every second. */
function tick() {
  const age = Math.max(0, Math.floor((Date.now() - heard) / 1000));
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
  }
}

// --- the clock and the device ----------------------------------------------

let beat = Date.now();
setInterval(() => {
  const now = Date.now();
  const slept = now - beat > JUMP;
  beat = now;
  tick();
  if (slept) wake();
  else if (socket && socket.readyState === WebSocket.OPEN && now - heard > SILENCE) {
    lose(socket, 1006);
  }
  const alone = !socket || socket.readyState !== WebSocket.OPEN;
  if (alone && failures >= 3 && !stopped && !document.hidden && now - polled > POLL) {
    polled = now + (Math.random() - 0.5) * 2_000;
    void read();
  }
}, 1_000);

document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", (event) => {
  if (event.persisted) wake();
});
addEventListener("online", wake);

document.addEventListener("evastys:resume", offer);
document.addEventListener("evastys:settled", () => {
  settled = Date.now() + SEEN;
  setTimeout(offer, SEEN + 50);
});
// Who leaves an empty field is not writing any more.
stage.addEventListener("focusout", () => phone && setTimeout(offer));
document.addEventListener("evastys:fill", (event) => {
  const { into, html } = /** @type {CustomEvent} */ (event).detail;
  into.replaceChildren(...parse(html));
});
document.getElementById("arrived")?.addEventListener("click", () => {
  announce(false);
  if (body.dataset.pinned) location.assign(`/e/${body.dataset.event}`);
  else if (newest) {
    show(newest);
    document.getElementById("heading")?.focus();
  }
});

tick();
connect();
