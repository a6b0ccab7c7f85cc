// The alternatives that the server offers in place of a taken window.

import { middleDayText, portWords, rangeText } from "../lib/format.js";
import { clone, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { dateOfWall, readTime } from "../lib/site-time.js";

/**
 * @import { AlternativesResponse, PortWindowResponse, WindowResponse } from "../api/schema.d.ts"
 * @import { PortNames, PortPower } from "../lib/format.js"
 * @typedef {PortWindowResponse & { evse: number | null }} Slot A window that was taken instead, and the port it is for.
 */

/**
 * List the alternatives, each a button that calls `take` with the window and its port, null for any. Ports unknown to
 * the page are left out.
 * @param {HTMLElement} outcome
 * @param {AlternativesResponse | undefined} alternatives
 * @param {{ ports: (PortNames & PortPower)[] }} site
 * @param {{ requested: { evseId?: number | null }, take: (slot: Slot) => unknown }} how
 */
export function listAlternatives(outcome, alternatives, site, { requested, take }) {
  const portOf = (/** @type {PortWindowResponse} */ { evseId }) =>
    site.ports.find((port) => port.evseId === evseId);
  const isAny = requested.evseId === undefined;
  for (const heading of outcome.querySelectorAll("[data-requested]")) {
    heading.hidden = (heading.dataset.requested === "any") !== isAny;
  }
  let total = 0;
  for (const part of outcome.querySelectorAll("[data-alternatives]")) {
    const kind = /** @type {keyof AlternativesResponse} */ (part.dataset.alternatives);
    /** @type {Map<string, () => unknown>} */
    const offers = new Map();
    for (const slot of alternatives?.[kind] ?? []) {
      const port = portOf(slot);
      if (!port) continue;
      const evse = isAny && kind === "samePort" ? null : slot.evseId;
      const words = kind === "samePort" ? alternativeTime(slot) : portWords("alternative-port", port);
      offers.set(words, () => take({ ...slot, evse }));
    }
    query(part, ".alternatives").replaceChildren(...[...offers].map(takeButton));
    part.hidden = offers.size === 0;
    total += offers.size;
  }
  query(outcome, "[data-no-alternatives]").hidden = total > 0;
}

function alternativeTime(/** @type {WindowResponse} */ { startAt, endAt }) {
  const [start, end] = [readTime(startAt).wall, readTime(endAt).wall];
  return text("alternative-time", { day: middleDayText(dateOfWall(start)), range: rangeText(start, end) });
}

function takeButton(/** @type {[string, () => unknown]} */ [label, act]) {
  const button = clone("alternative");
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}
