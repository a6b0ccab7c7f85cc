// What the status page has on paper besides: the link back to it, and a code that opens it.

import { fill, query } from "../lib/dom.js";

/** Draw the link, the address of the page. */
export const drawLink = (/** @type {HTMLElement} */ paper) => fill(paper, { link: location.href });

/**
 * Draw the code, once what makes it has come: it is for paper alone, and delays nothing.
 * @param {HTMLElement} paper
 */
export async function drawLinkCode(paper) {
  const code = query(paper, "svg");
  try {
    const { drawCode } = await import("../lib/qr-code.js");
    drawCode(code, location.href);
    code.removeAttribute("hidden");
  } catch {
    code.setAttribute("hidden", ""); // the connection is gone: the link is there
  }
}
