// The panel of own answers to the prompt that is on. It lives outside the frame, and takes its
// shape from the frame's `<template id="panel">`.

import { piece } from "./fields.js";
import { plural } from "./say.js";

/** @typedef {import("./outbox.js").Item} Item */

const body = document.body;
export const own = /** @type {HTMLElement} */ (document.getElementById("own"));
own.tabIndex = -1;

/**
 * The line of an own answer.
 * @param {string} id
 */
export const item = (id) =>
  /** @type {HTMLElement | null} */ (own.querySelector(`li[data-answer="${CSS.escape(id)}"]`));

/**
 * Choose what stands under the question.
 * @param {"form" | "stored"} what
 */
export function see(what) {
  const inForm = document.getElementById("answer")?.contains(document.activeElement);
  body.dataset.answer = what;
  body.toggleAttribute("data-own", own.querySelector("li") !== null);
  // What had the focus is gone: keep a reader's place at what took it over.
  if (what === "stored" && inForm) own.focus({ preventScroll: true });
}

/**
 * Put a stored answer on top of the panel.
 * @param {Item} stored
 * @param {"stored" | "late"} outcome
 * @param {string} at
 */
export function put(stored, outcome, at) {
  const panel = /** @type {HTMLTemplateElement | null} */ (document.getElementById("panel"));
  if (!panel) return;
  const fresh = /** @type {DocumentFragment} */ (panel.content.cloneNode(true));
  const blank = /** @type {HTMLElement} */ (fresh.querySelector("li"));
  blank.remove();
  if (!own.querySelector("ul")) own.replaceChildren(fresh, piece("calm"));
  const list = /** @type {HTMLElement} */ (own.querySelector("ul"));
  if (stored.counts === "latest") list.replaceChildren();
  const li = item(stored.id) ?? blank;
  li.dataset.answer = stored.id;
  li.dataset.sequence = String(stored.sequence);
  li.dataset.state = outcome;
  li.dataset.value = JSON.stringify(stored.value);
  li.querySelector(".said")?.replaceChildren(
    ...(stored.lines ?? []).map((line) => {
      const p = document.createElement("p");
      p.textContent = line;
      return p;
    }),
  );
  list.prepend(li);
  const time = clock(at);
  for (const place of [...own.querySelectorAll(".saved [data-time]"), ...li.querySelectorAll("[data-time]")]) {
    place.textContent = (place.getAttribute("data-time") ?? "").replace("{time}", time);
  }
  for (const part of own.querySelectorAll(".saved[data-when]")) {
    part.toggleAttribute("hidden", part.getAttribute("data-when") !== outcome);
  }
  li.querySelector("[data-when=late]")?.toggleAttribute("hidden", outcome !== "late");
  recount();
}

/**
 * Take a withdrawn answer out of the panel.
 * @param {string} id
 * @returns {boolean} whether the panel is empty now
 */
export function take(id) {
  const li = item(id);
  const focused = li?.contains(document.activeElement);
  li?.remove();
  recount();
  const empty = own.querySelector("li") === null;
  if (empty) own.replaceChildren();
  // A reader's place was in what is gone.
  if (focused) (empty ? document.getElementById("heading") : own)?.focus({ preventScroll: true });
  return empty;
}

function recount() {
  const heading = own.querySelector("[data-mine-one]");
  if (heading) heading.textContent = plural(heading, "mine", own.querySelectorAll("li").length);
}

/** @param {string} at */
function clock(at) {
  const { lang } = document.documentElement;
  const zone = body.dataset.timezone;
  const time = new Date(at).toLocaleTimeString(lang, { timeStyle: "short", timeZone: zone });
  return lang === "sv" ? time.replace(":", ".") : time; // as Finland's Swedish has it
}
