// Addresses that are shown this once: each is copied with one press. All else is plain forms.

/** @type {HTMLElement | null} */ (document.querySelector("[data-focus]"))?.focus();

for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.getAttribute("data-copies") ?? "");
  if (!(button instanceof HTMLButtonElement && text instanceof HTMLTextAreaElement)) continue;
  button.hidden = false;
  text.addEventListener("focus", () => text.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      button.textContent = button.dataset["copied"] ?? "";
    } catch {
      text.focus(); // not over plain HTTP: what is selected can be copied by hand
    }
  });
}
