// Which sites of the list are shown, and in which order: pure functions.

import { pageUrl } from "../lib/links.js";
import { hasPosition } from "./map-projection.js";

/**
 * @import { SiteCardResponse } from "../api/schema.d.ts"
 * @import { Place } from "./map-projection.js"
 * @typedef {{ connector: string, kw: number }} Requirements
 * @typedef {Requirements & { q: string }} Filter
 */

/** @type {["kw" | "q", string | number][]} What may be left out; another plug would not fit the car. */
const REMOVABLE = [
  ["kw", 0],
  ["q", ""],
];
const EARTH_RADIUS_MILES = 3958.8;
const FARTHEST = Number.MAX_VALUE;

/**
 * Parse the filter in the address of the page; invalid values are ignored.
 * @param {string} search
 * @returns {Filter}
 */
export function readFilter(search) {
  const query = new URLSearchParams(search);
  const kw = /^[1-9]\d{0,3}$/.test(query.get("kw") ?? "") ? Number(query.get("kw")) : 0;
  return { q: query.get("q") ?? "", connector: query.get("connector") ?? "", kw };
}

/**
 * The address of the page with this filter.
 * @param {Filter} filter
 */
export function filterUrl({ q, connector, kw }) {
  const query = new URLSearchParams();
  if (q.trim()) query.set("q", q.trim());
  if (connector) query.set("connector", connector);
  if (kw) query.set("kw", String(kw));
  return pageUrl("", query.size > 0 ? `?${query}` : "");
}

/**
 * @template {SiteCardResponse} Site
 * @param {Site[]} sites
 * @param {Filter} filter
 */
export function selectSites(sites, { q, connector, kw }) {
  const words = plain(q).split(/\s+/).filter(Boolean);
  return sites.filter(
    (site) =>
      (!connector || site.connectorTypes.includes(connector)) &&
      (site.maxPowerKw ?? 0) >= kw &&
      words.every((word) => searchable(site).includes(word)),
  );
}

/**
 * For a filter without results: the filters with one part removed that have results, `{left, filter, count}` each.
 * @param {SiteCardResponse[]} sites
 * @param {Filter} filter
 */
export const relaxations = (sites, filter) =>
  REMOVABLE.filter(([left]) => filter[left])
    .map(([left, nothing]) => ({ left, filter: { ...filter, [left]: nothing } }))
    .map((way) => ({ ...way, count: selectSites(sites, way.filter).length }))
    .filter(({ count }) => count > 0);

/**
 * A site as one port with all its plugs and its highest power, which is all that the list has.
 * @param {{ connectorTypes: string[], maxPowerKw?: number }} site
 */
export const asPort = ({ connectorTypes, maxPowerKw }) => ({
  connectors: connectorTypes.map((type) => ({ type })),
  maxPowerKw,
});

/**
 * Sites with their distance from here in miles, nearest first; sites without a position are last, without a distance.
 * @template {Partial<Place>} Site
 * @param {Site[]} sites
 * @param {Place} here
 */
export function nearestFirst(sites, here) {
  return sites
    .map((site) => ({ ...site, distance: hasPosition(site) ? milesBetween(here, site) : undefined }))
    .sort((a, b) => (a.distance ?? FARTHEST) - (b.distance ?? FARTHEST));
}

const searchable = (/** @type {SiteCardResponse} */ { name, address, city, state, postCode }) =>
  plain([name, address, city, state, postCode].filter(Boolean).join(" "));

/** The text in lower case and without accents, so that "malaga" finds "Málaga". */
const plain = (/** @type {string} */ words) => words.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/**
 * @param {Place} a
 * @param {Place} b
 */
function milesBetween(a, b) {
  const [latA, latB] = [radians(a.latitude), radians(b.latitude)];
  const across = Math.sin((latB - latA) / 2) ** 2;
  const along = Math.cos(latA) * Math.cos(latB) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(across + along));
}

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;
