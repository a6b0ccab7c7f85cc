// The current status of the ports, and its age: `asOf` of the API is the time at which it was read, even in a cached
// response.

import { ApiError, readSite } from "../api/client.js";
import { agoText, portName } from "../lib/format.js";
import { locale, plural, text } from "../lib/i18n.js";
import { MINUTE } from "../lib/site-time.js";

const YOUNG = 15 * MINUTE; // older than that, it is not called "now"

/**
 * @import { LivePortResponse, LiveStatus, SiteResponse } from "../api/schema.d.ts"
 * @typedef {{ asOf: string }} Dated The time at which the status of the ports was read.
 */

const ageOf = (/** @type {Dated} */ { asOf }) => Math.max(0, Date.now() - Date.parse(asOf));

/**
 * "2 minutes ago". Whole minutes, rounded up: it is redrawn once a minute.
 * @param {Dated} site
 */
export const statusAgeText = (site) => agoText(60 * Math.max(1, Math.ceil(ageOf(site) / MINUTE)));

/**
 * Whether a date is the site's day of that status.
 * @param {Dated} site
 * @param {string} date
 */
export const isStatusOfDay = ({ asOf }, date) => asOf.slice(0, 10) === date;

/**
 * The site with the port status of a later response.
 * @template {Pick<SiteResponse, "asOf" | "ports">} Site
 * @param {Site} site
 * @param {Pick<SiteResponse, "asOf" | "ports">} answer
 */
export const withPortStatus = (site, { asOf, ports }) => ({
  ...site,
  asOf,
  ports: site.ports.map((port) => ({
    ...port,
    liveStatus: ports.find(({ evseId }) => evseId === port.evseId)?.liveStatus,
  })),
});

/**
 * The site with its current port status; unchanged if that cannot be read, since its age is shown.
 * @param {SiteResponse} site
 */
export async function fetchPortStatus(site) {
  try {
    return withPortStatus(site, (await readSite(site.id)).body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return site;
  }
}

/**
 * "Available now · 2 minutes ago" on the day of that status; for an out-of-order port on every date.
 * @param {{ liveStatus?: LiveStatus }} port
 * @param {Dated} site
 * @param {string} date
 */
export function portStatusText({ liveStatus }, site, date) {
  const helps = isStatusOfDay(site, date) || liveStatus === "out-of-order";
  if (!liveStatus || !helps || ageOf(site) > YOUNG) return "";
  return text(`live-${liveStatus}`, { when: statusAgeText(site) });
}

/**
 * Why out-of-order ports are not offered on the site's day of that status; "" on another date.
 * @param {{ date: string, ports: LivePortResponse[] }} day
 * @param {Dated} site
 */
export function outOfOrderText({ date, ports }, site) {
  const broken = ports.filter(({ liveStatus }) => liveStatus === "out-of-order");
  if (broken.length === 0 || !isStatusOfDay(site, date)) return "";
  const names = new Intl.ListFormat(locale).format(broken.map(portName));
  return plural("out-of-order", broken.length, { ports: names, when: statusAgeText(site) });
}
