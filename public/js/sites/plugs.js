// Plugs, with their icons, in one order everywhere, and as chips to choose from.

import { clone, fill, query, reconcile, setIcon } from "../lib/dom.js";
import { word } from "../lib/i18n.js";

// In the order in which they are shown; what is not here comes last.
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

export const inOrder = (/** @type {string[]} */ types) => {
  const known = Object.keys(DRAWN);
  return [...known.filter((type) => types.includes(type)), ...types.filter((type) => !known.includes(type))];
};

/**
 * Offer these plugs besides "any", with one of them chosen. `whyNot(type)` says why a plug cannot be had: it is disabled,
 * unless it is the one chosen; empty words mean that it can.
 * @param {HTMLElement} chips
 * @param {string[]} types
 * @param {{ chosen: string, whyNot: (type: string) => string }} options
 */
export function drawPlugChips(chips, types, { chosen, whyNot }) {
  reconcile(chips, ["", ...inOrder(types)], {
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
