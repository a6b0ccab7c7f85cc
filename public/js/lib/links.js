// URLs of the pages in the current language, and parsing of opened links, which mail filters and chats may alter.

/** The URL of a page in the current language: `pageUrl("site", "?id=1")`, `pageUrl()` for the list of sites. */
export const pageUrl = (page = "", rest = "") =>
  (globalThis.document?.documentElement.dataset?.root ?? "/") + page + rest;

// An external id, a dot and an HMAC-SHA-256 in base64url, which always has 43 characters.
const REFERENCE = /(?:^|[^\w~-])((?:web|admin)-[A-Za-z\d~-]+\.[\w-]{43})/;
const INVISIBLE = /[\r\n\t\u00ad\u200b-\u200d\u2060\ufeff]/g;
const PARAMETER = /^\W*[\w.:~-]*=/; // such as fbclid=…, or :~:text=…

/**
 * Parse the fragment of a link: `reference` is that of a booking, with additions removed, otherwise "".
 * `isIncomplete` if there is something else that may be a part of one.
 * @param {string} hash
 */
export function readFragment(hash) {
  const fragment = decoded(hash.replace(/^#/, "")).replace(INVISIBLE, "");
  const [, reference = ""] = REFERENCE.exec(fragment) ?? [];
  const isJunk = !/[A-Za-z\d]/.test(fragment) || PARAMETER.test(fragment) || isPartOfPage(fragment);
  return { reference, isIncomplete: reference === "" && !isJunk };
}

// "Skip to content" links to #main
const isPartOfPage = (/** @type {string} */ id) => Boolean(globalThis.document?.getElementById?.(id));

const ALTERED = /^(\/(?:[a-z]{2,3}\/)?)(booking|move|site)(?:\.html)?\/?(?:(#)|(\?))(.*)$/i;

/**
 * The original URL of a path whose `#` or `?` was encoded as %23 or %3F; null for any other path.
 * @param {string} path
 */
export function addressBehind(path) {
  const [, root, page, isFragment, , rest] = ALTERED.exec(decoded(path)) ?? [];
  if (root === undefined) return null;
  const address = root.toLowerCase() + page.toLowerCase();
  if (!isFragment) return `${address}?${new URLSearchParams(rest)}`;
  return `${address}#${readFragment(rest).reference || encodeURIComponent(rest)}`;
}

/**
 * Percent-decode a text, also if it was encoded repeatedly.
 * @param {string} text
 */
function decoded(text) {
  let result = text;
  for (let before = ""; before !== result;) {
    before = result;
    result = result.replace(/(?:%[\da-f]{2})+/gi, decodedPart);
  }
  return result;
}

/** @param {string} part */
function decodedPart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return " "; // invalid UTF-8
  }
}
