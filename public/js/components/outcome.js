// What came of trying to book, as one face in the ticket, focused so that it is read out.

import { middleDayText, portWords, rangeText } from "../lib/format.js";
import { clone, fill, focusOn, showState, slot, text } from "../lib/page.js";
import { dateOfWall, readTime } from "../lib/site-time.js";

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

/**
 * What else is free, as the server named it: each a button that calls `take` with the window and its port, null for
 * any. Ports that the page does not know are left out.
 */
export function listAlternatives(outcome, alternatives, site, { asked, take }) {
  const portOf = ({ evseId }) => site.ports.find((port) => port.evseId === evseId);
  const isAny = asked.evseId === undefined;
  const words = {
    samePort: alternativeTime,
    sameTime: (window) => portWords("alternative-port", portOf(window)),
  };
  for (const heading of outcome.querySelectorAll("[data-asked]")) {
    heading.hidden = (heading.dataset.asked === "any") !== isAny;
  }
  let total = 0;
  for (const part of outcome.querySelectorAll("[data-alternatives]")) {
    const kind = part.dataset.alternatives;
    const offers = new Map();
    for (const window of (alternatives?.[kind] ?? []).filter(portOf)) {
      const evse = isAny && kind === "samePort" ? null : window.evseId;
      offers.set(words[kind](window), () => take({ ...window, evse }));
    }
    part.querySelector(".alternatives").replaceChildren(...[...offers].map(takeButton));
    part.hidden = offers.size === 0;
    total += offers.size;
  }
  outcome.querySelector("[data-no-alternatives]").hidden = total > 0;
}

function alternativeTime({ startAt, endAt }) {
  const [start, end] = [readTime(startAt).wall, readTime(endAt).wall];
  return text("alternative-time", { day: middleDayText(dateOfWall(start)), range: rangeText(start, end) });
}

function takeButton([label, act]) {
  const button = clone("alternative");
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

/** A line of a list that is a link. */
export function linkItem(template, words, href) {
  const item = fill(clone(template), { text: words });
  item.querySelector("a").href = href;
  return item;
}

function goToField(event, id) {
  const field = document.getElementById(id);
  const control = field.matches("input")
    ? field
    : (field.querySelector("input:checked") ?? field.querySelector("input"));
  if (!control) return;
  event.preventDefault();
  control.focus();
}
