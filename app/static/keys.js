// The page of keys: a new key's address is copied with one press. Everything else is plain forms.

const button = document.getElementById("copy");
const address = document.getElementById("opens");
if (button instanceof HTMLButtonElement && address instanceof HTMLTextAreaElement) {
  document.getElementById("made-title")?.focus();
  button.hidden = false;
  address.addEventListener("focus", () => address.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address.value);
      button.textContent = button.dataset["copied"] ?? "";
    } catch {
      address.focus(); // not over plain HTTP: what is selected can be copied by hand
    }
  });
}
