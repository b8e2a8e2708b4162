// The files of the analysis page: a press begins to make one, the page says how far it is and then
// fetches it. Without this script the same links wait until the file is there.

import { say } from "./say.js";

const ASKED = 500; // ms between two looks at how far a file is

/** @typedef {{ making: string, state: "running" | "ready" | "failed", done: number }} Making */

for (const link of document.querySelectorAll("a[data-export]")) {
  if (link instanceof HTMLAnchorElement) link.addEventListener("click", (event) => void press(event, link));
}

/**
 * @param {MouseEvent} event
 * @param {HTMLAnchorElement} link
 */
async function press(event, link) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const line = link.closest("li");
  const bar = line?.querySelector("progress");
  const told = line?.querySelector(".making");
  if (!line || !(bar instanceof HTMLProgressElement) || !(told instanceof HTMLElement)) return;
  if (line.hasAttribute("data-making")) return;
  line.setAttribute("data-making", "running");
  bar.value = 0;
  told.textContent = told.dataset["running"] ?? "";
  say("making");
  try {
    const file = await made(link.href, (done) => (bar.value = done));
    line.removeAttribute("data-making");
    told.textContent = told.dataset["ready"] ?? "";
    say("made");
    location.assign(file); // it is an attachment: the page stays
  } catch (fault) {
    line.removeAttribute("data-making");
    told.textContent = fault instanceof Error && fault.message ? fault.message : (told.dataset["failed"] ?? "");
    say("failed");
  }
}

/**
 * The address of the file, when it has been made.
 * @param {string} address
 * @param {(done: number) => void} told
 * @returns {Promise<string>}
 */
async function made(address, told) {
  const { pathname, search } = new URL(address);
  let making = await asked(pathname + search, "POST");
  const own = `${pathname.slice(0, pathname.lastIndexOf("/"))}/making/${making.making}`;
  while (making.state === "running") {
    told(making.done);
    await new Promise((again) => setTimeout(again, ASKED));
    making = await asked(own, "GET");
  }
  if (making.state === "failed") throw new Error("");
  return `${own}/file`;
}

/**
 * @param {string} address
 * @param {"GET" | "POST"} method
 * @returns {Promise<Making>}
 */
async function asked(address, method) {
  const response = await fetch(address, { method, credentials: "same-origin" });
  const said = await response.json();
  if (!response.ok) throw new Error(said.detail ?? "");
  return said;
}
