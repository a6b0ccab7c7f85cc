// Plugs: their icons, their order, and chips to choose one.

import { clone, fill, query, reconcile, setIcon } from "../lib/dom.js";
import { word } from "../lib/i18n.js";

// In order of display; others come last.
/** @type {Record<string, string>} */
const DRAWN = {
  ccs1: "ccs1",
  ccs2: "ccs1",
  nacs: "nacs",
  j1772: "j1772",
  type1: "j1772",
  chademo: "chademo",
};

export const setPlugIcon = (/** @type {HTMLElement} */ element, /** @type {string} */ type) =>
  setIcon(query(element, "svg"), `plug-${DRAWN[type] ?? "other"}`);

export const sortPlugs = (/** @type {string[]} */ types) => {
  const known = Object.keys(DRAWN);
  return [...known.filter((type) => types.includes(type)), ...types.filter((type) => !known.includes(type))];
};

/**
 * Offer "any" and these plugs, with one chosen. `whyNot(type)` is the reason why a plug is unavailable, otherwise
 * empty: it is disabled then, unless it is chosen.
 * @param {HTMLElement} chips
 * @param {string[]} types
 * @param {{ chosen: string, whyNot: (type: string) => string }} options
 */
export function drawPlugChips(chips, types, { chosen, whyNot }) {
  reconcile(chips, ["", ...sortPlugs(types)], {
    key: (type) => type,
    create: (type) => fill(clone("plug-chip"), { name: word("plug", type) }),
    update: (chip, type) => {
      const input = query(chip, "input");
      input.value = type;
      input.checked = type === chosen;
      const why = type && whyNot(type);
      input.disabled = why !== "" && !input.checked;
      fill(chip, { why });
      if (type) setPlugIcon(chip, type);
    },
  });
}
