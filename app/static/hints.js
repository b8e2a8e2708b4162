// Signs of personal data while somebody writes: a sentence, never a block. The server looks again,
// and for more, in app/text/hints.py.

import { speak } from "./say.js";

// https://dvv.fi/en/personal-identity-code: the last character is the nine digits modulo 31.
const CODE = /(?:^|\D)(\d{6})[-+UVWXYABCDEF](\d{3})([0-9A-Y])(?!\w)/gi;
const CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY";
const EMAIL = /[\w.+-]+\s?(?:@|[([]at[)\]])\s?[\w-]+\.\w/i;
const PHONE =
  /(?:^|[^\w+/.,-])(?:(?:\+[1-9]|00358)(?:[ ()-]{0,3}\d){9,12}|\(?0(?:4\d|50)(?:[ ()-]{0,3}\d){6,8})(?!\d|[.,/]\d)/;

/** @param {string} text */
function found(text) {
  for (const [, date, number, check] of text.matchAll(CODE)) {
    if (CHECK[Number(`${date}${number}`) % 31] === check?.toUpperCase()) return "personal_identity_code";
  }
  if (EMAIL.test(text)) return "email";
  return PHONE.test(text) ? "phone_number" : null;
}

/**
 * Show the hint that fits what is written, in the line that the template keeps for it.
 * @param {HTMLTextAreaElement} area
 */
export function advise(area) {
  const line = area.parentElement?.querySelector("[data-hint]");
  if (!line) return;
  const name = found(area.value);
  const sentence = (name && line.getAttribute(`data-${name}`)) ?? "";
  if (line.textContent === sentence) return;
  line.textContent = sentence;
  line.toggleAttribute("hidden", !sentence);
  if (sentence) speak(sentence);
}
