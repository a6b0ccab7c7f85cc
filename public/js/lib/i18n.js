// The page's translated texts. They are in its <template id="text-…"> elements, so that the build can translate them.

import { lazy } from "./lazy.js";

// Texts

export const locale = document.documentElement.lang;

const rules = lazy(() => new Intl.PluralRules(locale));
const numbers = lazy(() => new Intl.NumberFormat(locale));

/** @typedef {Record<string, string | number | null | undefined>} Values */

const templateOf = (/** @type {string} */ id) =>
  /** @type {HTMLTemplateElement | null} */ (document.getElementById(`text-${id}`));

export const hasText = (/** @type {string} */ id) => templateOf(id) !== null;

const LONGEST = 600; // a longer name would push everything else off the screen

/**
 * @template {string | number | null | undefined} Words
 * @param {Words} words
 */
export const bounded = (words) =>
  typeof words === "string" && words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;

/**
 * The text with this id, with its slots filled. Throws if the page has none: the template is wrong then.
 * @param {string} id
 * @param {Values} [values]
 */
export function text(id, values = {}) {
  const template = templateOf(id);
  if (!template) throw new Error(`text-${id}`);
  return template.content.textContent
    .trim()
    .replace(/\{(\w+)\}/g, (_, slot) => String(bounded(values[slot])));
}

/**
 * The plural form of a text for a count, which fills the slot {count}.
 * @param {string} id
 * @param {number} count
 * @param {Values} [values]
 */
export function plural(id, count, values = {}) {
  const rule = rules().select(count);
  const form = hasText(`${id}-${rule}`) ? rule : "other";
  return text(`${id}-${form}`, { count: numbers().format(count), ...values });
}

/**
 * The text for a code of Ampeco; an unknown code is shown unchanged.
 * @param {string} kind
 * @param {string} code
 */
export const word = (kind, code) =>
  hasText(`${kind}-${code}`) ? text(`${kind}-${code}`) : code.replaceAll(/[-_]/g, " ");
