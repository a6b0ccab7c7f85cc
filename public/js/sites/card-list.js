// The list of sites, a card each.

import { addressText } from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { lazy } from "../lib/lazy.js";
import { clone, fill, markForeign, reconcile } from "../lib/dom.js";
import { locale, plural, text, word } from "../lib/i18n.js";
import { inOrder, setPlugIcon } from "./plugs.js";

export function drawSiteCards(list, sites, filter) {
  reconcile(list, sites, {
    key: ({ id }) => id,
    create: () => clone("site-card"),
    update: (card, site) => {
      fill(card, {
        name: site.name,
        address: addressText(site),
        distance: site.distance === undefined ? "" : distanceText(site.distance),
        power: text("up-to-kw", { kw: site.maxPowerKw }),
        ports: plural("ports", site.ports),
      });
      markForeign(card, site.languages);
      card.querySelector("a").href = linkToSite(site, filter);
      drawPlugList(card.querySelector("[data-plug-list]"), site.connectorTypes);
    },
  });
}

function drawPlugList(list, types) {
  reconcile(list, inOrder(types), {
    key: (type) => type,
    create: (type) => fill(clone("plug-item"), { name: word("plug", type) }),
    update: setPlugIcon,
  });
}

/** The booking page of a site, with the plug and power that were asked for filled in where they can be. */
export function linkToSite({ id }, { connector, kw }) {
  const query = new URLSearchParams({ id });
  if (connector) query.set("connector", connector);
  if (kw) query.set("kw", kw);
  return pageUrl("site", `?${query}`);
}

const inMiles = (maximumFractionDigits) =>
  lazy(() => new Intl.NumberFormat(locale, { style: "unit", unit: "mile", maximumFractionDigits }));
const [miles, wholeMiles] = [inMiles(1), inMiles(0)];

const distanceText = (distance) => (distance < 10 ? miles : wholeMiles)().format(distance);
