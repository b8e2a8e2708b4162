// An organisation's commitments: each is stored without loading the page anew. Without this script
// the same forms come back with the same page.

import { parse } from "./morph.js";
import { speak, within } from "./say.js";

const LIMIT = 15_000; // ms for one storing
const KEPT = ["progress", "finish", "caveat"]; // parts outside a commitment that change with it

if (location.hash.length > 20) history.replaceState(null, "", location.pathname); // a link's secret

document.addEventListener("submit", (event) => {
  const form = event.target;
  const article = form instanceof HTMLFormElement ? form.closest("article") : null;
  if (!(form instanceof HTMLFormElement) || !article) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  void store(form, article);
});

/**
 * Send the form and put what came back in the commitment's place.
 * @param {HTMLFormElement} form
 * @param {Element} article
 */
async function store(form, article) {
  form.setAttribute("aria-busy", "true");
  alarm("");
  try {
    const said = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
      headers: { Accept: "text/html" },
      signal: within(LIMIT),
    });
    const fresh = document.createElement("div");
    fresh.append(...parse(await said.text()));
    const now = fresh.querySelector(`#${CSS.escape(article.id)}`);
    if (!now) {
      location.reload(); // the link has ended meanwhile, and the page says how
      return;
    }
    article.replaceWith(now);
    for (const id of KEPT) {
      const old = document.getElementById(id);
      const other = fresh.querySelector(`#${id}`);
      if (old && other) old.replaceWith(other);
      else if (old) old.remove();
    }
    tell(now);
  } catch {
    form.removeAttribute("aria-busy");
    alarm(document.body.dataset["failed"] ?? "");
  }
}

/**
 * Say how it went, and keep a reader's place at it.
 * @param {Element} article
 */
function tell(article) {
  const fault = /** @type {HTMLElement | null} */ (article.querySelector("#fault"));
  const place = fault ?? /** @type {HTMLElement | null} */ (article.querySelector(".standing"));
  place?.focus();
  const verdict = article.querySelector(".verdict b")?.textContent ?? "";
  const progress = document.querySelector("#progress b")?.textContent ?? "";
  if (!fault) speak(`${verdict}. ${progress}`);
}

/** @param {string} text */
function alarm(text) {
  const place = document.getElementById("alert");
  if (place) place.textContent = text;
}
