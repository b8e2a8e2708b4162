// Boxes to tick, of which there may be a greatest number: what is over it, the button says.

import { plural } from "../say.js";

document.addEventListener("evastys:refresh", (event) => {
  const form = event.target instanceof Element ? event.target : null;
  const group = form?.querySelector("[data-most]");
  const button = form?.querySelector("#send");
  if (!form || !group || !(button instanceof HTMLElement)) return;
  const ticked = group.querySelectorAll("input:checked").length;
  const over = ticked - Number(group.getAttribute("data-most"));
  const counted = form.querySelector("[data-counted=options]");
  if (counted) counted.textContent = String(ticked);
  button.dataset.none ??= button.textContent ?? "";
  button.setAttribute("aria-disabled", String(over > 0));
  button.textContent = over > 0 ? plural(group, "over", over) : button.dataset.none;
});
