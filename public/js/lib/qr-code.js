// QR codes (ISO/IEC 18004).

import { encodeQR } from "../vendor/qr.js";

// Error correction Q: a quarter may be damaged. The margin is four white modules (ISO/IEC 18004, 5.3.8).
/** @type {{ ecc: "quartile", border: number }} */
const CODE = { ecc: "quartile", border: 4 };

/**
 * Draw the QR code of a URL into an <svg> with one <path>.
 * @param {SVGElement} svg
 * @param {string} address
 */
export function drawCode(svg, address) {
  const rows = encodeQR(address, "raw", CODE);
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  /** @type {Element} */ (svg.firstElementChild).setAttribute("d", qrPath(rows));
}

/** The dark modules as the path of an SVG in which a module is 1 by 1. */
const qrPath = (/** @type {boolean[][]} */ rows) => rows.flatMap(rowPath).join("");

const rowPath = (/** @type {boolean[]} */ row, /** @type {number} */ y) =>
  Array.from(
    row.map(Number).join("").matchAll(/1+/g),
    ({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`,
  );
