// Search by name. Pure.

/** The text in lower case, without accents and apostrophes: "jose" finds "José", "obrien" finds "O'Brien". */
const plain = (/** @type {string} */ words) =>
  words
    .normalize("NFD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase();

const wordsOf = (/** @type {string} */ words) =>
  plain(words)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * Whether each search term is the beginning of a word of the name, in any order.
 * @param {string} name
 * @param {string} searched
 */
export function isNamed(name, searched) {
  const words = wordsOf(name);
  const wanted = wordsOf(searched);
  return wanted.length > 0 && wanted.every((part) => words.some((word) => word.startsWith(part)));
}
