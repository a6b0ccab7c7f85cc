// The page's translated texts. They are in its <template id="text-…"> elements, so that the build can translate them.

import { lazy } from "./lazy.js";

// Words

export const locale = document.documentElement.lang;

const rules = lazy(() => new Intl.PluralRules(locale));
const numbers = lazy(() => new Intl.NumberFormat(locale));

const find = (id) => document.getElementById(`text-${id}`);

export const hasText = (id) => find(id) !== null;

const LONGEST = 600; // more of a name would push everything else out of reach

export const bounded = (words) => (words?.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words);

/** The words with this id, their slots filled. A word that the page lacks is a mistake of ours: it throws. */
export function text(id, values = {}) {
  const template = find(id);
  if (!template) throw new Error(`text-${id}`);
  return template.content.textContent.trim().replace(/\{(\w+)\}/g, (_, slot) => bounded(values[slot]));
}

/** The form of the words that this language wants for a count, which fills the slot {count}. */
export function plural(id, count, values = {}) {
  const rule = rules().select(count);
  const form = hasText(`${id}-${rule}`) ? rule : "other";
  return text(`${id}-${form}`, { count: numbers().format(count), ...values });
}

/** The word for a code of the platform; a code that we have no word for stands for itself. */
export const word = (kind, code) =>
  hasText(`${kind}-${code}`) ? text(`${kind}-${code}`) : code.replaceAll(/[-_]/g, " ");
