// Whether a name is the one that is searched: pure.

/** Lower case and without accents: "José" is found as "jose". */
const plain = (/** @type {string} */ words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const wordsOf = (/** @type {string} */ words) =>
  plain(words)
    .split(/[\s,]+/)
    .filter(Boolean);

/**
 * Whether each word searched is the beginning of a word of the name, in any order.
 * @param {string} name
 * @param {string} searched
 */
export function isNamed(name, searched) {
  const words = wordsOf(name);
  const wanted = wordsOf(searched);
  return wanted.length > 0 && wanted.every((part) => words.some((word) => word.startsWith(part)));
}
