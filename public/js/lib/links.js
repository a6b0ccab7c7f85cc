// Where the pages stand: below the root of the language that is being read.

/** The address of a page in that language: `pageLink("site", "?id=1")`, `pageLink()` for the list of sites. */
export const pageLink = (page = "", rest = "") =>
  (globalThis.document?.documentElement.dataset?.root ?? "/") + page + rest;
