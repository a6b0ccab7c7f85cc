// What else is free when a window was taken meanwhile, as the server named it.

import { middleDayText, portWords, rangeText } from "../lib/format.js";
import { clone } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { dateOfWall, readTime } from "../lib/site-time.js";

/**
 * What else is free, as the server named it: each a button that calls `take` with the window and its port, null for
 * any. Ports that the page does not know are left out.
 */
export function listAlternatives(outcome, alternatives, site, { asked, take }) {
  const portOf = ({ evseId }) => site.ports.find((port) => port.evseId === evseId);
  const isAny = asked.evseId === undefined;
  const words = {
    samePort: alternativeTime,
    sameTime: (slot) => portWords("alternative-port", portOf(slot)),
  };
  for (const heading of outcome.querySelectorAll("[data-asked]")) {
    heading.hidden = (heading.dataset.asked === "any") !== isAny;
  }
  let total = 0;
  for (const part of outcome.querySelectorAll("[data-alternatives]")) {
    const kind = part.dataset.alternatives;
    const offers = new Map();
    for (const slot of (alternatives?.[kind] ?? []).filter(portOf)) {
      const evse = isAny && kind === "samePort" ? null : slot.evseId;
      offers.set(words[kind](slot), () => take({ ...slot, evse }));
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
