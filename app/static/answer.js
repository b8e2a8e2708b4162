// Answering on a phone: drafts, sending, and the panel of own answers. The words are in the page;
// this file only picks which of them are seen.
//
// What is personal never comes in a frame: the form is left alone while its prompt is the same,
// and own answers live in `#own`, outside the frame.

import { clearFault, complete, fields, fill, hidden, linesOf, piece, showFault, typed, valueOf } from "./fields.js";
import { refresh } from "./form.js";
import { add, keep, kept, lasting, listen, pump, waiting } from "./outbox.js";
import { parse } from "./morph.js";
import { item, own, put, see, take } from "./own.js";
import { say, speak, within } from "./say.js";

/** @typedef {import("./outbox.js").Item} Item */

const GRACE = 15_000; // ms after closing in which an answer still counts, as in app/ledger.py

const body = document.body;
const code = body.dataset.event ?? "";
const dock = /** @type {HTMLElement} */ (document.getElementById("dock"));
const post = /** @type {HTMLElement} */ (document.getElementById("post"));

/** Panels of prompts that were on before, so that coming back needs no request.
 * @type {Map<string, Node[]>} */
const panels = new Map();

const form = () => /** @type {HTMLFormElement | null} */ (document.getElementById("answer"));

// --- the form --------------------------------------------------------------

/**
 * The id under which the form's answer goes: the standing one where only one stands, the one that
 * is being changed, else a new one.
 * @param {HTMLFormElement} of
 */
function target(of) {
  const id = hidden(of, "answer_id");
  if (of.dataset.counts === "latest") {
    const standing = own.querySelector("li")?.dataset.answer ?? kept("own")?.[of.dataset.prompt ?? ""]?.id;
    id.value = standing ?? id.value;
  }
  id.value ||= uuid();
  return id.value;
}

/** A random UUID; pages over plain http on a local network have no `randomUUID`. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (/** @type {number} */ (bytes[6]) & 0x0f) | 0x40;
  bytes[8] = (/** @type {number} */ (bytes[8]) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * The next sequence of an answer: past everything that this phone knows of it.
 * @param {string} id
 */
function following(id) {
  const known = [
    Number(item(id)?.dataset.sequence ?? 0),
    ...waiting().filter((each) => each.id === id).map((each) => each.sequence),
    ...Object.values(kept("own") ?? {}).filter((each) => each.id === id).map((each) => each.sequence),
  ];
  return Math.max(0, ...known) + 1;
}

// --- drafts ----------------------------------------------------------------

document.addEventListener("input", (event) => {
  const writing = form();
  if (!writing || !(event.target instanceof Element) || !writing.contains(event.target)) return;
  writing.dataset.dirty = "";
  clearFault(writing);
  refresh(writing);
  const value = valueOf(writing);
  const empty = Object.keys(value).length === 0;
  if (empty) delete writing.dataset.dirty;
  keep(`draft:${writing.dataset.prompt}`, empty ? null : { id: target(writing), value });
  tellDraft(writing, !empty);
});

/**
 * @param {HTMLFormElement} of
 * @param {boolean} there
 */
function tellDraft(of, there) {
  of.querySelector("[data-draft]")?.toggleAttribute("hidden", !there);
}

/**
 * Whether what stands in the form came too late and can be sent again.
 * @param {HTMLFormElement} of
 * @param {boolean} there
 */
function tellLate(of, there) {
  of.querySelector("[data-late]")?.toggleAttribute("hidden", !there);
}

/** The question is open again, and what this phone had sent came too late to count: it stands in
 * the form, to be sent once more. What is being written comes first. */
function offer() {
  const writing = form();
  const newest = own.querySelector("li");
  const note = writing?.querySelector("[data-late]");
  if (!writing || !note || writing.dataset.state !== "open" || newest?.dataset.state !== "late") return;
  const { prompt } = writing.dataset;
  if ("dirty" in writing.dataset || kept(`draft:${prompt}`)) return;
  if (waiting().some((each) => each.prompt === prompt)) return;
  hidden(writing, "answer_id").value = newest.dataset.answer ?? "";
  fill(writing, JSON.parse(newest.dataset.value ?? "null"));
  refresh(writing);
  tellDraft(writing, false);
  tellLate(writing, true);
  see("form");
  speak(note.textContent ?? "");
}

/** @param {HTMLFormElement} into */
function restore(into) {
  const draft = kept(`draft:${into.dataset.prompt}`);
  if (!draft) return false;
  tellLate(into, false);
  hidden(into, "answer_id").value = draft.id;
  fill(into, draft.value);
  // What is on its way already is not being written any more.
  if (!waiting().some((each) => each.id === draft.id && same(each.value, draft.value))) {
    into.dataset.dirty = "";
  }
  tellDraft(into, true);
  return true;
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// --- sending ---------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const sent = event.target;
  if (!(sent instanceof HTMLFormElement)) return;
  if (sent.id === "answer") {
    event.preventDefault();
    if (complete(sent)) send(sent);
  } else if ("withdraw" in sent.dataset) {
    event.preventDefault();
    withdraw(sent);
  }
});

/** @param {HTMLFormElement} from */
function send(from) {
  const { prompt = "", counts = "" } = from.dataset;
  const value = valueOf(from);
  const id = target(from);
  const now = waiting().find((each) => each.id === id && !each.withdraw);
  // The same again while it is on its way is one answer, pressed twice.
  if (now && same(now.value, value)) return void pump();
  delete from.dataset.dirty;
  from.dataset.sending = "";
  const lines = linesOf(from);
  add({ id, prompt, counts, value, lines, sequence: following(id), at: new Date().toISOString() });
}

/** @param {HTMLFormElement} from */
function withdraw(from) {
  const li = from.closest("li");
  const id = li?.dataset.answer;
  if (!id) return;
  const { prompt = "" } = own.dataset;
  add({ id, prompt, counts: "", sequence: following(id), at: new Date().toISOString(), withdraw: true });
}

listen(
  (item, outcome, told) => {
    showState(null);
    const writing = form();
    if (writing?.dataset.prompt === item.prompt) delete writing.dataset.sending;
    if (outcome === "stored" || outcome === "late") stored(item, outcome, told.stored_at ?? "");
    else if (outcome === "withdrawn") withdrawn(item);
    else unsent(item, outcome, told);
  },
  (state, item) => showState(state === "sending" && item.withdraw ? "withdrawing" : state),
);

/**
 * @param {Item} item
 * @param {"stored" | "late"} outcome
 * @param {string} at
 */
function stored(item, outcome, at) {
  keep("own", { ...kept("own"), [item.prompt]: { id: item.id, sequence: item.sequence } });
  const draft = kept(`draft:${item.prompt}`);
  if (draft && same(draft.value, item.value)) keep(`draft:${item.prompt}`, null);
  const writing = form();
  // Sent from another tab, or before a reload: what stands in the form is what was stored.
  if (writing?.dataset.prompt === item.prompt && same(valueOf(writing), item.value)) {
    delete writing.dataset.dirty;
  }
  answered(item.prompt, true);
  if (own.dataset.prompt !== item.prompt) panels.delete(item.prompt);
  else {
    put(item, outcome, at);
    if (writing && outcome === "stored") tellLate(writing, false);
    if (writing && !("dirty" in writing.dataset)) see("stored");
    if (outcome === "late") offer(); // it was opened again while this was on its way
    document.dispatchEvent(new Event("evastys:settled"));
  }
  say(outcome);
}

/** @param {Item} item */
function withdrawn(item) {
  const newest = kept("own") ?? {};
  if (newest[item.prompt]?.id === item.id) delete newest[item.prompt];
  keep("own", newest);
  if (take(item.id)) {
    answered(item.prompt, false);
    anew();
  }
  say("withdrawn");
}

/**
 * Told to whoever counts what this phone has answered.
 * @param {string} prompt
 * @param {boolean} now
 */
function answered(prompt, now) {
  document.dispatchEvent(new CustomEvent("evastys:answered", { detail: { prompt, answered: now } }));
}

/** The last own answer is gone: the form stands in its place again. */
function anew() {
  const writing = form();
  if (writing) {
    hidden(writing, "answer_id").value = "";
    if (!restore(writing)) fill(writing, null);
  }
  see("form");
}

/**
 * @param {Item} item
 * @param {"refused" | "not-open" | "unknown"} outcome
 * @param {import("./outbox.js").Told} told
 */
function unsent(item, outcome, told) {
  const writing = form();
  if (outcome === "unknown") return showState("unknown");
  if (item.withdraw) return speak(told.detail ?? "");
  if (!kept(`draft:${item.prompt}`)) {
    keep(`draft:${item.prompt}`, { id: item.id, value: item.value });
  }
  if (writing?.dataset.prompt !== item.prompt) return showState("refused", item.prompt);
  writing.dataset.dirty = "";
  see("form");
  if (outcome === "not-open") showState("not_open");
  else showFault(writing, told.field ?? "", told.detail ?? "");
}

document.addEventListener("evastys:refused", (event) => {
  // Nobody knows this phone's token: a rehearsal has ended. The page where one joins says so, and
  // what was being written is there again afterwards, unless this browser keeps nothing; a page
  // that is refused as soon as it opens stays, or it would load for ever.
  if (/** @type {CustomEvent} */ (event).detail !== 4501) return;
  if (known && lasting()) return location.replace(`/e/${code}`);
  showState(waiting().length > 0 ? "unknown" : "forgotten");
});

let known = false; // whether the server has spoken to this page
document.addEventListener("evastys:heard", () => {
  known = true;
});

/**
 * Where the outbox stands, in one line at the bottom; null when there is nothing to say.
 * @param {string | null} name
 * @param {string} [prompt]
 */
function showState(name, prompt) {
  if ((post.dataset.state ?? null) === name) return;
  post.hidden = name === null;
  if (name === null) {
    delete post.dataset.state;
    post.replaceChildren();
    return;
  }
  post.dataset.state = name;
  const line = piece(name);
  const link = line.querySelector("[data-open]");
  if (link && prompt) link.setAttribute("href", `${link.getAttribute("href")}${prompt}`);
  post.replaceChildren(line);
  if (name !== "sending" && name !== "withdrawing") speak(line.textContent?.trim() ?? "");
}

// --- own answers -----------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-edit], [data-more], [data-back]") : null;
  const writing = form();
  if (!link || !writing) return;
  event.preventDefault();
  const draft = `draft:${writing.dataset.prompt}`;
  if (link.hasAttribute("data-back")) {
    // A change is dropped; a new thought that was begun waits behind "add another".
    if (item(kept(draft)?.id ?? "")) keep(draft, null);
    clearFault(writing);
    delete writing.dataset.dirty;
    return see("stored");
  }
  const li = link.closest("li");
  if (li || !restore(writing)) {
    hidden(writing, "answer_id").value = li?.dataset.answer ?? "";
    fill(writing, li ? JSON.parse(li.dataset.value ?? "null") : null);
    tellDraft(writing, false);
    tellLate(writing, li?.dataset.state === "late");
  }
  see("form");
  fields(writing)[0]?.focus();
});

// --- the stage changes -----------------------------------------------------

document.addEventListener("evastys:leaving", (event) => {
  const { prompt } = /** @type {CustomEvent} */ (event).detail;
  if (own.querySelector("li")) panels.set(prompt, [...own.childNodes]);
  own.replaceChildren();
});

/** What is in the form before a frame is shown: the question may have other options after it.
 * @type {{ of: HTMLFormElement, edition: string, id: string, sequence: string, value: any } | null} */
let before = null;

document.addEventListener("evastys:frame", () => {
  const of = form();
  before = of && {
    of,
    edition: of.dataset.edition ?? "",
    id: hidden(of, "answer_id").value,
    sequence: hidden(of, "sequence").value,
    value: valueOf(of),
  };
});

/** The question was changed under somebody's hands: its form is new, what was in it is not. */
function amended() {
  const writing = form();
  if (!writing || writing !== before?.of || writing.dataset.edition === before.edition) return;
  hidden(writing, "answer_id").value = before.id;
  hidden(writing, "sequence").value = before.sequence;
  fill(writing, before.value);
  say("amended");
}

let was = document.getElementById("stage")?.dataset.state ?? ""; // state of the prompt that is seen

document.addEventListener("evastys:stage", (event) => {
  const { prompt, previous, state } = /** @type {CustomEvent} */ (event).detail;
  const opened = state === "open" && was !== "open";
  was = state;
  if (prompt !== previous) return arrive(prompt);
  amended();
  if (opened) offer();
  // Nobody changes an answer to a closed prompt without having begun to: the stored one is back.
  const begun = "dirty" in (form()?.dataset ?? {});
  if (state === "closed" && own.querySelector("li") && !begun) see("stored");
  if (state === "closed" && begun) closing(/** @type {HTMLFormElement} */ (form()));
});

/** @type {number | undefined} */ let graced;

/**
 * Closed while somebody writes: until when an answer still counts, then that it does not.
 * @param {HTMLFormElement} of
 */
function closing(of) {
  clearTimeout(graced);
  of.dataset.grace = "";
  speak(of.querySelector(".grace")?.textContent ?? "");
  graced = setTimeout(() => delete of.dataset.grace, GRACE);
}

document.addEventListener(
  "toggle",
  (event) => {
    // The question whether to delete must not open behind the bar at the bottom.
    const fold = event.target;
    if (!(fold instanceof HTMLDetailsElement) || !fold.open || !fold.closest(".acts")) return;
    fold.scrollIntoView({ block: "nearest" });
  },
  true,
);

/** @param {string} prompt */
function arrive(prompt) {
  own.dataset.prompt = prompt;
  own.replaceChildren(...(panels.get(prompt) ?? []));
  const writing = form();
  const drafted = writing ? restore(writing) : false;
  if (writing) refresh(writing);
  see(own.querySelector("li") && !drafted ? "stored" : "form");
  offer();
  if (!panels.has(prompt) && kept("own")?.[prompt]) void fetchOwn(prompt);
  scrollTo(0, 0);
}

/**
 * The panel of a prompt that this phone has answered before the page was loaded.
 * @param {string} prompt
 */
async function fetchOwn(prompt) {
  const { lang } = document.documentElement;
  try {
    const address = `/e/${code}/own?prompt=${encodeURIComponent(prompt)}&lang=${lang}`;
    const response = await fetch(address, { credentials: "same-origin", signal: within(5_000) });
    const html = await response.text();
    if (!response.ok || own.dataset.prompt !== prompt || own.querySelector("li")) return;
    own.replaceChildren(...parse(html));
    const writing = form();
    // Who has gone into the form meanwhile stays there.
    const busy = writing && ("dirty" in writing.dataset || writing.contains(document.activeElement));
    see(own.querySelector("li") && !busy ? "stored" : "form");
    if (!busy) offer();
  } catch {
    // The form stays; a changed answer gets the same id from what this phone keeps.
  }
}

new ResizeObserver(() => {
  document.documentElement.style.setProperty("--dock", `${dock.offsetHeight}px`);
}).observe(dock);

const first = form();
if (first) {
  const early = body.dataset.answer === "stored" ? null : typed(first);
  const problem = /** @type {HTMLElement | null} */ (first.querySelector("#problem"));
  if (problem) {
    first.dataset.dirty = "";
    showFault(first, problem.dataset.field ?? "", problem.textContent?.trim() ?? "");
  } else if (body.dataset.answer === "stored" ? kept(`draft:${first.dataset.prompt}`) : true) {
    if (restore(first)) body.dataset.answer = "form";
  }
  if (early) early();
  refresh(first);
}
see(body.dataset.answer === "stored" ? "stored" : "form");
void pump();
