// The page's one link to the server: a socket, and plain HTTP where sockets do not work or the
// page wakes up. What it hears goes to `live.js`; the page is told when the link is lost and back.

import { say, within } from "./say.js";

/**
 * @typedef {{ prompt?: string | null, state?: string | null, kind?: string | null,
 *   pace?: string | null }} Stage
 * @typedef {{ type: "frame", epoch: string, version: number, html: string, shown?: string,
 *   questions?: [string, number, string][], gone?: [string, number | null][], erased?: number,
 *   stage: Stage }} Frame
 */

const CONNECT = 5_000; // ms until a connection that does not open is given up
const SILENCE = 45_000; // ms without a word: the link is dead, whatever the browser says
const PROBE = 2_000; // ms for an answer when the page wakes up
const FIRST = 1_500; // ms, the first pause before reconnecting is at most this
const RESTART = 8_000; // ms, at most, when the server said that it restarts
const CAP = 15_000; // ms, no pause is longer
const POLL = 5_000; // ms between readings when sockets do not work
const UNKNOWN = 4501; // close code: nobody knows this page's token or key
const JUMP = 10_000; // ms that a one-second timer may be late before the device has slept

const body = document.body;
const poll = body.dataset.poll;

/** @type {WebSocket | null} */ let socket = null;
/** @type {number | undefined} */ let retry;
let failures = 0;
let restarting = false;
let stopped = false; // the server said: do not come back
let heard = Date.now();
let told = true; // whether the link is up, as people were told
/** @type {string | null} */ let tag = null;
let polled = 0;
let epoch = body.dataset.epoch ?? ""; // of the newest frame

/** @type {(frame: Frame) => void} */ let take = () => {};

/**
 * Open the link; every frame that comes goes to `taken`.
 * @param {typeof take} taken
 */
export function listen(taken) {
  take = taken;
  connect();
}

/** Seconds since the server was last heard. */
export const silence = () => Math.max(0, Math.floor((Date.now() - heard) / 1000));

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
  if (stopped) refuse(code);
  if (failures > 1 && told) tell(false);
  if (stopped || code === 1008 || code === 1009) return;
  const most = restarting || code === 1012 ? RESTART : Math.min(CAP, FIRST * 2 ** (failures - 1));
  restarting = false;
  retry = setTimeout(connect, Math.random() * most);
}

/** @param {number} code */
function refuse(code) {
  stopped = true;
  document.dispatchEvent(new CustomEvent("evastys:refused", { detail: code }));
}

/** @param {string} text */
function hear(text) {
  heard = Date.now();
  failures = 0;
  if (!told) tell(true);
  const message = JSON.parse(text);
  document.dispatchEvent(new CustomEvent("evastys:heard", { detail: message.at }));
  if (message.type === "frame") hand(message);
  else if (message.type === "restart") restarting = true;
  else if (message.type === "hb" && message.epoch !== epoch) void read();
}

/** @param {Frame} frame */
function hand(frame) {
  epoch = frame.epoch;
  take(frame);
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
      hand(frame);
    }
    if (response.status === 200 || response.status === 304) {
      heard = Date.now();
      if (!told) tell(true);
      document.dispatchEvent(new Event("evastys:heard"));
    }
    // In our own words: a sign-in page of somebody's network may say 401 as well.
    if (response.status === 401 && (await response.json()).type === "urn:evastys:problem:unknown") refuse(UNKNOWN);
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

let beat = Date.now();
setInterval(() => {
  const now = Date.now();
  const slept = now - beat > JUMP;
  beat = now;
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
