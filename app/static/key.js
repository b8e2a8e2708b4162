// The printed address carries the key after its #, which no server and no log ever sees. Here it
// moves into the form, leaves the address bar, and goes as a posted field.

const SHORTEST = 20; // what is shorter names a place on the page behind this one

const key = decodeURIComponent(location.hash.slice(1));
const field = /** @type {HTMLInputElement | null} */ (document.getElementById("key"));
if (field && key.length > SHORTEST) {
  history.replaceState(null, "", location.pathname + location.search);
  field.value = key;
  field.form?.requestSubmit();
} else field?.focus();
