// What came of trying to book, as one face in the ticket, focused so that it is read out.

import { clone, fill, focusOn, showState, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

export function hideOutcome(outcome) {
  outcome.hidden = true;
  showState(outcome, "none");
}

/** Show a face; `values` fill the slots of its title, `texts` the slots of its body. */
export function showOutcome(outcome, face, { values, texts = {} } = {}) {
  slot(outcome, "title").textContent = text(`outcome-${face}`, values);
  fill(outcome.querySelector(`[data-when="${face}"]`), texts);
  showState(outcome, face);
  outcome.hidden = false;
  focusOn(outcome);
}

/** When to try again, where the server says it. */
export const waitText = (seconds) => (seconds ? text("wait-seconds", { seconds }) : text("wait"));

/** The mistakes, each a link to the field it is about. */
export function listErrors(outcome, errors) {
  outcome.querySelector("[data-errors]").replaceChildren(
    ...errors.map(({ field, detail }) => {
      const item = linkItem("error-link", detail, `#${field}`);
      item.addEventListener("click", (event) => goToField(event, field));
      return item;
    }),
  );
}

/** A line of a list that is a link. */
export function linkItem(template, words, href) {
  const item = fill(clone(template), { text: words });
  item.querySelector("a").href = href;
  return item;
}

/** To the field, or to the heading above it while there is nothing to choose from. */
function goToField(event, id) {
  event.preventDefault(); // its own fragment would take the place of a reference in the address
  const field = document.getElementById(id);
  const control = field.matches("input")
    ? field
    : (field.querySelector("input:checked") ?? field.querySelector("input"));
  (control ?? document.getElementById("day-title")).focus();
}
