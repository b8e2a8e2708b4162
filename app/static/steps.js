// Own pace on a phone: which prompts of the list it has answered. The list comes in a frame, the
// same for everybody; what is marked in it is personal and comes from the page.

const { body } = document;
const mine = new Set((body.dataset.mine ?? "").split(" ").filter(Boolean));

function mark() {
  const steps = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]:not(body)"));
  if (steps.length === 0) return;
  const rest = [...steps].filter((step) => !mine.has(step.dataset.step ?? ""));
  for (const step of steps) step.toggleAttribute("data-answered", !rest.includes(step));
  for (const place of document.querySelectorAll("[data-progress]")) {
    const text = (place.getAttribute("data-progress") ?? "").replace("{n}", String(steps.length - rest.length));
    if (place.textContent !== text) place.textContent = text;
  }
  const go = /** @type {HTMLAnchorElement | null} */ (document.getElementById("go"));
  const next = rest.map((step) => step.querySelector("[data-other]")).find((link) => link !== null);
  if (!go) return;
  go.hidden = !next;
  if (next) go.href = next.getAttribute("href") ?? "";
  go.textContent = (rest.length === steps.length ? go.dataset.begin : go.dataset.goOn) ?? "";
}

document.addEventListener("evastys:answered", (event) => {
  const { prompt, answered } = /** @type {CustomEvent} */ (event).detail;
  if (answered) mine.add(prompt);
  else mine.delete(prompt);
  mark();
});
document.addEventListener("evastys:stage", mark);
mark();
