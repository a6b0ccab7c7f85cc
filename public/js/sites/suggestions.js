// Buttons that choose another plug and power: what comes nearest to what cannot be had. The page takes their data.

import { plugNames } from "../lib/format.js";
import { clone, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

/** @import { Requirements } from "./filters.js" */

/**
 * "NACS · 250 kW or more"; empty where anything will do.
 * @param {Requirements} requirements
 */
export const requirementsText = ({ connector, kw }) =>
  [connector && plugNames([connector]), kw && text("kw-or-more", { kw })].filter(Boolean).join(" · ");

/**
 * `offers` is a list of `{words, ...what the button chooses}`.
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
