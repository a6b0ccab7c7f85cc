// Buttons that suggest another plug and power in place of unavailable ones. The page reads their data attributes.

import { plugNames } from "../lib/format.js";
import { clone, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

/** @import { Requirements } from "./filters.js" */

/**
 * "NACS · 250 kW or more"; empty without requirements.
 * @param {Requirements} requirements
 */
export const requirementsText = ({ connector, kw }) =>
  [connector && plugNames([connector]), kw && text("kw-or-more", { kw })].filter(Boolean).join(" · ");

/**
 * `offers` is a list of `{words, ...the data attributes}`.
 * @param {HTMLElement} parent
 * @param {({ words: string } & Record<string, string | number>)[]} offers
 */
export function drawSuggestions(parent, offers) {
  const buttons = offers.map(({ words, ...choice }) => {
    const button = Object.assign(clone("nearest-button"), { textContent: words });
    Object.assign(button.dataset, choice);
    return button;
  });
  query(parent, "[data-buttons]").replaceChildren(...buttons);
  parent.hidden = buttons.length === 0;
}

export const suggestRequirements = (/** @type {HTMLElement} */ parent, /** @type {Requirements[]} */ needs) =>
  drawSuggestions(
    parent,
    needs.map((offer) => ({ words: requirementsText(offer), ...offer })),
  );
