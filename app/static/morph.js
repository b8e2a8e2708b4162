// The only place that turns text into HTML: parses what the server rendered, and changes a part of
// the page into it without taking what people have under their hands.
//
// The form of an answer is left alone while its prompt is of the same edition; when the moderator has
// changed its options it is changed as well, and `answer.js` puts back what was in it.
// An element with `data-keep` is never touched; `details` and `dialog` stay as people left them.

import { Idiomorph } from "./vendor/idiomorph.js";

const PERSONAL = ["data-dirty", "data-sending", "data-grace"]; // of a form in use

const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("evastys", {
  createHTML: (/** @type {string} */ html) => html,
});

/**
 * @param {string} html
 * @returns {Node[]}
 */
export function parse(html) {
  // A parser's document runs no script, and the page's policy blocks handlers and styles.
  const text = policy ? policy.createHTML(html) : html;
  return [...new DOMParser().parseFromString(text, "text/html").body.childNodes];
}

/**
 * @param {Element} into
 * @param {Node[]} nodes
 */
export function morph(into, nodes) {
  Idiomorph.morph(into, nodes, {
    morphStyle: "innerHTML",
    // A field with the focus keeps its value; a button's words must change all the same.
    ignoreActiveValue: document.activeElement?.matches("input, textarea, select") ?? false,
    callbacks: {
      beforeNodeMorphed: (old, fresh) => {
        if (!(old instanceof HTMLElement)) return true;
        if (old instanceof HTMLTemplateElement && fresh instanceof HTMLTemplateElement) {
          old.content.replaceChildren(...fresh.content.childNodes);
          return false;
        }
        if (old.id !== "answer") return !old.hasAttribute("data-keep");
        const { state, edition } = /** @type {HTMLElement} */ (fresh).dataset ?? {};
        if (state) old.dataset.state = state;
        return edition !== undefined && edition !== old.dataset.edition;
      },
      beforeNodeRemoved: (node) => !(node instanceof Element && node.hasAttribute("data-keep")),
      // What is on its way is so until the server has answered, whatever frame comes between.
      beforeAttributeUpdated: (name, element) =>
        name !== "aria-busy" &&
        !(element.id === "answer" && PERSONAL.includes(name)) &&
        !(name === "open" && (element.localName === "details" || element.localName === "dialog")),
    },
  });
}
