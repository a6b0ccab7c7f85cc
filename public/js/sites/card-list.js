// The list of sites, one card each.

import { addressText, powerText } from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { lazy } from "../lib/lazy.js";
import { clone, fill, markForeign, query, reconcile } from "../lib/dom.js";
import { locale, plural, word } from "../lib/i18n.js";
import { sortPlugs, setPlugIcon } from "./plugs.js";

/**
 * @import { SiteCardResponse } from "../api/schema.d.ts"
 * @import { Filter } from "./filters.js"
 */

/**
 * @param {HTMLElement} list
 * @param {(SiteCardResponse & { distance?: number })[]} sites
 * @param {Filter} filter
 */
export function drawSiteCards(list, sites, filter) {
  reconcile(list, sites, {
    key: ({ id }) => id,
    create: () => clone("site-card"),
    update: (card, site) => {
      fill(card, {
        name: site.name,
        address: addressText(site),
        distance: site.distance === undefined ? "" : distanceText(site.distance),
        power: powerText(site),
        ports: plural("ports", site.ports),
      });
      markForeign(card, site.languages);
      query(card, "a").href = linkToSite(site, filter);
      const { connector } = filter;
      drawPlugList(query(card, "[data-plug-list]"), connector ? [connector] : site.connectorTypes);
    },
  });
}

/**
 * @param {HTMLElement} list
 * @param {string[]} types
 */
function drawPlugList(list, types) {
  reconcile(list, sortPlugs(types), {
    key: (type) => type,
    create: (type) => fill(clone("plug-item"), { name: word("plug", type) }),
    update: setPlugIcon,
  });
}

/**
 * The URL of a site's booking page, with the plug and power of the filter.
 * @param {{ id: number }} site
 * @param {Filter} filter
 */
export function linkToSite({ id }, { connector, kw }) {
  const parameters = new URLSearchParams({ id: String(id) });
  if (connector) parameters.set("connector", connector);
  if (kw) parameters.set("kw", String(kw));
  return pageUrl("site", `?${parameters}`);
}

const inMiles = (/** @type {number} */ maximumFractionDigits) =>
  lazy(() => new Intl.NumberFormat(locale, { style: "unit", unit: "mile", maximumFractionDigits }));
const [miles, wholeMiles] = [inMiles(1), inMiles(0)];

const distanceText = (/** @type {number} */ distance) =>
  (distance < 10 ? miles : wholeMiles)().format(distance);
