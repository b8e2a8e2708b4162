// What the page says to a screen reader, plurals of its words, and a time limit for requests:
// small things that the other scripts share.

const APART = 700; // ms between two sentences, or a reader would drop the first

/** @type {string[]} */ const queue = [];
let speaking = false;

/**
 * Say one sentence, politely and once.
 * @param {string} name of the sentence in `#sayings`
 * @param {string} [more] what it is about
 */
export function say(name, more) {
  const sentence = document.getElementById("sayings")?.dataset[name];
  if (sentence) speak(more && more !== sentence ? `${sentence}: ${more}` : sentence);
}

/**
 * Say these words, politely and once.
 * @param {string} text
 */
export function speak(text) {
  queue.push(text);
  if (!speaking) next();
}

function next() {
  const text = queue.shift();
  const status = document.getElementById("status");
  speaking = text !== undefined;
  if (text === undefined || !status) return;
  // The same words again are news only if the text differs.
  status.textContent = status.textContent === text ? `${text}\u00a0` : text;
  setTimeout(next, APART);
}

/**
 * The plural of a sentence in the page's language: `data-NAME-one`, `data-NAME-other`.
 * @param {Element} element
 * @param {string} name
 * @param {number} n
 */
export function plural(element, name, n) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(n);
  const text = element.getAttribute(`data-${name}-${form === "one" ? "one" : "other"}`) ?? "";
  return text.replace("{n}", n.toLocaleString(document.documentElement.lang));
}

/**
 * A signal that gives a request up after so many milliseconds.
 * @param {number} limit
 */
export function within(limit) {
  const control = new AbortController();
  setTimeout(() => control.abort(), limit);
  return control.signal;
}

/**
 * Seconds as minutes and seconds, as the page's language writes them: 1.30, in English 1:30.
 * @param {number} seconds
 */
export function left(seconds) {
  const point = document.documentElement.lang === "en" ? ":" : ".";
  return `${Math.floor(seconds / 60)}${point}${String(seconds % 60).padStart(2, "0")}`;
}
