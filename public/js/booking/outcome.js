// The outcome of a submission, shown in place of the form's button and focused so that it is read out.

import { byId, clone, fill, focusOn, query, showState, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

/**
 * @import { Values } from "../lib/i18n.js"
 * @typedef {{ field: string, detail: string }} Mistake `field` is the id of a part of the form.
 */

/** @param {HTMLElement} outcome */
export function hideOutcome(outcome) {
  outcome.hidden = true;
  showState(outcome, "none");
}

/**
 * Show one outcome; `values` fill the slots of its title, `texts` those of its body.
 * @param {HTMLElement} outcome
 * @param {string} kind
 * @param {{ values?: Values, texts?: Record<string, string> }} [words]
 */
export function showOutcome(outcome, kind, { values, texts = {} } = {}) {
  slot(outcome, "title").textContent = text(`outcome-${kind}`, values);
  fill(query(outcome, `[data-when="${kind}"]`), texts);
  showState(outcome, kind);
  outcome.hidden = false;
  focusOn(outcome);
}

/** When to try again, if the server says so. */
export const waitText = (/** @type {number | null} */ seconds) =>
  seconds ? text("wait-seconds", { seconds }) : text("wait");

/**
 * List the errors, each as a link to its field.
 * @param {HTMLElement} outcome
 * @param {Mistake[]} errors
 */
export function listErrors(outcome, errors) {
  query(outcome, "[data-errors]").replaceChildren(
    ...errors.map(({ field, detail }) => {
      const item = linkItem("error-link", detail, `#${field}`);
      item.addEventListener("click", (event) => goToField(event, field));
      return item;
    }),
  );
}

/**
 * A list item with a link.
 * @param {string} template
 * @param {string} words
 * @param {string} href
 */
export function linkItem(template, words, href) {
  const item = fill(clone(template), { text: words });
  query(item, "a").href = href;
  return item;
}

/**
 * Go to the field, or to the heading above it while it has no options.
 * @param {Event} event
 * @param {string} id
 */
function goToField(event, id) {
  event.preventDefault(); // its fragment would replace a reference in the address
  const field = byId(id);
  const controls = field.matches("input") ? [field] : [...field.querySelectorAll("input")];
  const seen = controls.filter((control) => control.getClientRects().length > 0);
  const control = seen.find((one) => one.matches(":checked")) ?? seen[0];
  (control ?? byId("day-title")).focus();
}
