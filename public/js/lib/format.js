// How times, lengths, distances and ports are written, in the language of the page. Times are walls (see site-time.js),
// so every formatter reads them as UTC.

import { readersHours } from "./hour-cycle.js";
import { lazy } from "./lazy.js";
import { locale, text, word } from "./i18n.js";
import { dateOfWall, offsetText, wallOf } from "./site-time.js";

/**
 * @typedef {{ type: string }[]} Connectors
 * @typedef {{ evseId: number, label?: string, physicalReference?: string, chargePointName?: string }} PortNames
 * @typedef {{ connectors: Connectors, maxPowerKw?: number }} PortPower
 */

const formatter = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
  lazy(() => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }));

const clock = lazy(() => timeFormat({ minute: "2-digit" }));
const hour = lazy(() => timeFormat(readersHours().hourCycle ? { minute: "2-digit" } : {}));
const timeFormat = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", hour: "numeric", ...options, ...readersHours() });
const longDay = formatter({ weekday: "long", month: "long", day: "numeric" });
const weekday = formatter({ weekday: "short" });
const monthDay = formatter({ month: "short", day: "numeric" });
const middleDay = formatter({ weekday: "short", month: "short", day: "numeric" });

setTimeout(clock); // the first one: while the page waits for the server

export const timeText = (/** @type {number} */ wall) => clock().format(wall);

export const hourText = (/** @type {number} */ wall) => hour().format(wall);

/** "9:00" of "9:00 AM", for where the part of the day is said beside it. */
export const bareTimeText = (/** @type {number} */ wall) =>
  clock()
    .formatToParts(wall)
    .filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value)
    .join("")
    .trim();

/** "AM" of "9:00 AM"; empty where the clock has 24 hours. */
export const halfOfDayText = (/** @type {number} */ wall) =>
  clock()
    .formatToParts(wall)
    .find(({ type }) => type === "dayPeriod")?.value ?? "";

export const longDayText = (/** @type {string} */ date) => longDay().format(wallOf(date));
export const weekdayText = (/** @type {string} */ date) => weekday().format(wallOf(date));
export const middleDayText = (/** @type {string} */ date) => middleDay().format(wallOf(date));
export const monthDaysText = (/** @type {string} */ first, /** @type {string} */ last) =>
  monthDay().formatRange(wallOf(first), wallOf(last));

/**
 * From one time to another of the same clock: "9:00 – 10:00 AM", with both zones when the clocks change between.
 * @param {number} start
 * @param {number} end
 * @param {string[]} [zones]
 */
export function rangeText(start, end, zones = []) {
  const [from, to] = zones;
  if (from !== to) {
    return text("range", { start: `${timeText(start)} ${from}`, end: `${timeText(end)} ${to}` });
  }
  return dateOfWall(start) === dateOfWall(end)
    ? clock().formatRange(start, end)
    : text("range", { start: timeText(start), end: timeText(end) });
}

/**
 * The usual short name of a zone at an instant ("EST"); where the browser's idea of it differs, "UTC-05:00".
 * @param {string | undefined} timezone
 * @param {number} instant
 * @param {number} offset
 * @returns {string}
 */
export function zoneText(timezone, instant, offset) {
  const named = (/** @type {"short" | "longOffset"} */ timeZoneName, language = locale) =>
    new Intl.DateTimeFormat(language, { timeZone: timezone, timeZoneName })
      .formatToParts(instant)
      .find(({ type }) => type === "timeZoneName")?.value;
  const plain = offset === 0 ? "UTC" : `UTC${offsetText(offset)}`;
  try {
    const stated = named("longOffset", "en");
    const agrees = stated === (offset === 0 ? "GMT" : `GMT${offsetText(offset)}`);
    return (timezone && agrees && named("short")) || plain;
  } catch {
    return plain; // a zone that this browser does not know
  }
}

/**
 * "45 min", "1 h", "1½ h", "1 h 15 min".
 * @param {number} minutes
 */
export function durationText(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return text("duration-minutes", { minutes });
  if (rest === 0) return text("duration-hours", { hours });
  return rest === 30 ? text("duration-half", { hours }) : text("duration-mixed", { hours, minutes: rest });
}

const ago = lazy(() => new Intl.RelativeTimeFormat(locale, { numeric: "always" }));

/**
 * "3 minutes ago", "5 hours ago", "2 days ago".
 * @param {number} seconds
 */
export function agoText(seconds) {
  if (seconds < 60) return ago().format(-Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return ago().format(-minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? ago().format(-hours, "hour") : ago().format(-Math.round(hours / 24), "day");
}

/**
 * Street and town in one line, the town not said twice.
 * @param {{ address?: string, city?: string, state?: string }} site
 */
export const addressText = ({ address, city, state }) =>
  [address, [city, state].filter(Boolean).join(", ")]
    .filter((part, index, parts) => part && (index === 0 || !(parts[0] ?? "").includes(part)))
    .join(", ");

/**
 * The name that a driver looks for at the site.
 * @param {PortNames} port
 */
export const portName = ({ label, physicalReference, chargePointName, evseId }) =>
  label ?? physicalReference ?? chargePointName ?? String(evseId);

export const plugNames = (/** @type {string[]} */ types) =>
  [...new Set(types)].map((type) => word("plug", type)).join(", ");

/**
 * Words with the slots {port} and {detail}, about a port.
 * @param {string} id
 * @param {PortNames & PortPower} port
 */
export const portWords = (id, port) => text(id, { port: portName(port), detail: portDetail(port) });

/**
 * "CCS, NACS · 150 kW"; the plugs alone where the power is unknown.
 * @param {PortPower} port
 */
export function portDetail({ connectors, maxPowerKw }) {
  const plugs = plugNames(connectors.map(({ type }) => type));
  return maxPowerKw === undefined ? plugs : text("port-detail", { plugs, kw: maxPowerKw });
}

/**
 * "Up to 150 kW"; empty where the power is unknown.
 * @param {{ maxPowerKw?: number }} site
 */
export const powerText = ({ maxPowerKw }) =>
  maxPowerKw === undefined ? "" : text("up-to-kw", { kw: maxPowerKw });

/**
 * The link to a map of the place. It leads away from here, so it is followed only on a click.
 * @param {HTMLAnchorElement} link
 * @param {{ latitude?: number, longitude?: number }} site
 */
export function linkToMap(link, { latitude, longitude }) {
  link.hidden = latitude === undefined || longitude === undefined;
  link.href = String(link.dataset.mapLink)
    .replace("{latitude}", String(latitude))
    .replace("{longitude}", String(longitude));
}
