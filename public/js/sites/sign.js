// A sign for a port, or for the entrance of a site: the name of the place, its plugs and power, and a QR code that
// opens the booking page.

import { drawCode } from "../lib/qr-code.js";
import { plugNames, portDetail, portName } from "../lib/format.js";
import { fill, query, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { qrLink } from "./sign-links.js";

const TWO_LINES = 10.5; // letters per line, at which two lines are as high as the one line of a short name

/**
 * @import { LivePortResponse, SiteResponse } from "../api/schema.d.ts"
 */

/**
 * Draw the sign of a port; without one, that of the site.
 * @param {HTMLElement} sign
 * @param {SiteResponse} site
 * @param {LivePortResponse} [port]
 */
export function drawSign(sign, site, port) {
  const { href, host, pathname, search } = new URL(qrLink(site.id, port?.evseId), location.origin);
  const name = port ? portName(port) : site.name;
  fill(sign, {
    site: port ? site.name : "",
    name,
    detail: port ? portDetail(port) : siteDetail(site),
    link: host + pathname + search,
  });
  slot(sign, "name").style.setProperty("--letters", String(lettersAcross(name)));
  query(sign, 'a[data-slot="link"]').href = href;
  for (const words of sign.querySelectorAll("[data-of]")) {
    words.hidden = words.dataset.of !== (port ? "port" : "site");
  }
  drawCode(query(sign, "svg.sign-code"), href);
}

function siteDetail(/** @type {SiteResponse} */ { connectorTypes, maxPowerKw }) {
  const plugs = plugNames(connectorTypes);
  return maxPowerKw === undefined ? plugs : text("site-detail", { plugs, kw: maxPowerKw });
}

/**
 * The number of letters in a line: all of a short name, about half of a longer one, and at least the longest word.
 * @param {string} name
 */
function lettersAcross(name) {
  const words = name.split(/\s/).map(({ length }) => length);
  return Math.min(name.length, Math.max(TWO_LINES, name.length / 2, ...words));
}
