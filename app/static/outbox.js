// Answers on their way: kept until the server has stored them, sent in order, one at a time.
//
// In this browser's localStorage (in memory alone where there is none):
//   evastys:CODE:outbox        answers and withdrawals that the server has not confirmed yet
//   evastys:CODE:own           id and sequence of the newest own answer to each prompt
//   evastys:CODE:draft:PROMPT  an unfinished answer
// The privacy notice names the same three.

import { within } from "./say.js";

/**
 * @typedef {{ id: string, prompt: string, counts: string, sequence: number, at: string,
 *   value?: unknown, lines?: string[], withdraw?: boolean }} Item
 * @typedef {"stored" | "late" | "withdrawn" | "refused" | "not-open" | "unknown"} Outcome
 * @typedef {{ detail?: string, field?: string, stored_at?: string }} Told
 */

const LIMIT = 10_000; // ms for one try
const FIRST = 1_000; // ms, the first pause is at most this
const CAP = 5_000; // ms: what waits leaves within 5 s of the network's return
const PATIENCE = 60_000; // ms, the longest wait that a server may ask for
const OURS = "urn:evastys:problem:";

const prefix = `evastys:${document.body.dataset.event}:`;
/** @type {Map<string, string>} */ const memory = new Map();

/** @param {string} name */
export function kept(name) {
  let text = memory.get(name);
  try {
    text = localStorage.getItem(prefix + name) ?? text;
  } catch {
    // Storage is off; what is in memory has to do.
  }
  return text === undefined ? null : JSON.parse(text);
}

/**
 * @param {string} name
 * @param {unknown} what null forgets it
 */
export function keep(name, what) {
  if (what === null) {
    memory.delete(name);
    forget(name);
    return;
  }
  memory.set(name, JSON.stringify(what));
  try {
    localStorage.setItem(prefix + name, JSON.stringify(what));
  } catch {
    forget(name); // Full or off: memory has it, and an older one must not come back.
  }
}

/** @param {string} name */
function forget(name) {
  try {
    localStorage.removeItem(prefix + name);
  } catch {
    // There is no storage at all.
  }
}

/** Whether what is kept is still there after the page has been read again. */
export const lasting = () => [...memory.keys()].every((name) => {
  try {
    return localStorage.getItem(prefix + name) !== null;
  } catch {
    return false;
  }
});

/** @returns {Item[]} */
export const waiting = () => kept("outbox") ?? [];

/** @type {(item: Item, outcome: Outcome, told: Told) => void} */ let onOutcome = () => {};
/** @type {(state: "sending" | "offline" | "busy", item: Item) => void} */ let onState = () => {};

/**
 * Who wants to hear how sending goes.
 * @param {typeof onOutcome} outcome
 * @param {typeof onState} state
 */
export function listen(outcome, state) {
  onOutcome = outcome;
  onState = state;
}

let sending = false;
let offline = false;
let halted = false; // nobody knows this phone any more: what waits stays until it joins again
let tries = 0;
/** @type {number | undefined} */ let timer;
/** @type {Item | null} */ let current = null;

/**
 * Add an answer or a withdrawal; a newer one takes the place of an older one that has not left.
 * @param {Item} item
 */
export function add(item) {
  const rest = waiting().filter((each) => each.id !== item.id || same(each, current));
  keep("outbox", [...rest, item]);
  tries = 0;
  void pump();
}

/**
 * @param {Item} one
 * @param {Item | null} other
 */
const same = (one, other) =>
  one.id === other?.id && one.sequence === other.sequence && !one.withdraw === !other.withdraw;

/** Send what waits, unless sending is under way. */
export async function pump() {
  if (sending || halted) return;
  clearTimeout(timer);
  sending = true;
  try {
    for (let item = waiting()[0]; item; item = waiting()[0]) {
      current = item;
      if (tries === 0) onState("sending", item);
      const pause = await attempt(item);
      if (halted) return;
      if (pause !== null) {
        timer = setTimeout(pump, pause);
        return;
      }
      tries = 0;
    }
  } finally {
    sending = false;
    current = null;
  }
}

/**
 * One try.
 * @param {Item} item
 * @returns {Promise<number | null>} null when it is settled, else ms until the next try
 */
async function attempt(item) {
  /** @type {Response} */ let response;
  /** @type {any} */ let told;
  try {
    response = await request(item);
    told = await response.json().catch(() => null);
  } catch {
    offline = true;
    return later(item, "offline", 0);
  }
  offline = false;
  const outcome = item.withdraw && response.status === 404 && told ? "withdrawn" : verdict(response.status, told);
  if (outcome === null) return later(item, "busy", Number(response.headers.get("Retry-After")));
  if (outcome === "unknown") halted = true;
  else keep("outbox", waiting().filter((each) => !same(each, item)));
  onOutcome(item, outcome, told ?? {});
  return null;
}

/** @param {Item} item */
function request(item) {
  const { lang } = document.documentElement;
  const address = `/api/events/${document.body.dataset.event}/answers/${item.id}?lang=${lang}`;
  const { value, sequence, at } = item;
  const [prompt, round = "1"] = item.prompt.split("@"); // asked again: `edustus@2`
  return fetch(address, {
    method: item.withdraw ? "DELETE" : "PUT",
    credentials: "same-origin",
    redirect: "error",
    signal: within(LIMIT),
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: item.withdraw ? null : JSON.stringify({ prompt, round: Number(round), value, sequence, answered_at: at }),
  });
}

/**
 * What an answer of the server means; null when it means nothing final: an overload, an error
 * page, a sign-in page of somebody's network.
 * @param {number} status
 * @param {any} told
 * @returns {Outcome | null}
 */
function verdict(status, told) {
  if (status === 200 && told?.status === "stored") return "stored";
  if (status === 200 && told?.status === "withdrawn") return "withdrawn";
  const type = String(told?.type ?? "");
  if (!type.startsWith(OURS) || status >= 500 || [408, 413, 425, 429].includes(status)) return null;
  const slug = type.slice(OURS.length);
  if (slug === "late" || slug === "not-open" || slug === "unknown") return slug;
  return "refused";
}

/**
 * @param {Item} item
 * @param {"offline" | "busy"} state
 * @param {number} asked seconds that the server asks for
 */
function later(item, state, asked) {
  onState(state, item);
  tries += 1;
  const pause = Math.random() * Math.min(CAP, FIRST * 2 ** (tries - 1));
  return Math.max(pause, Math.min(PATIENCE, asked * 1_000 || 0));
}

/** The network may be back. */
function again() {
  if (document.hidden) return;
  tries = 0;
  void pump();
}

addEventListener("online", again);
addEventListener("pageshow", again);
document.addEventListener("visibilitychange", again);
document.addEventListener("evastys:heard", () => {
  if (offline) again();
});
