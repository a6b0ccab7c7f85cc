// Formats of times, durations, distances and ports, in the language of the page. Times are wall times (see
// site-time.js), so every formatter reads them as UTC.

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

setTimeout(clock); // the first formatter is slow: create it while the page waits for the server

export const timeText = (/** @type {number} */ wall) => clock().format(wall);

export const hourText = (/** @type {number} */ wall) => hour().format(wall);

/** "9:00" of "9:00 AM", where the part of the day is shown next to it. */
export const bareTimeText = (/** @type {number} */ wall) =>
  clock()
    .formatToParts(wall)
    .filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value)
    .join("")
    .trim();

/** "AM" of "9:00 AM"; empty with a 24-hour clock. */
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
 * A range of wall times: "9:00 – 10:00 AM", with both zones if the clocks change in between. A line ends only before the
 * second time, never before "AM".
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
    ? clock()
        .formatRange(start, end)
        .replace(/[ \u2009](?=[ap]\.?m)/giu, "\u00A0")
    : text("range", { start: timeText(start), end: timeText(end) });
}

/**
 * The short name of a zone at an instant ("EST"); "UTC-05:00" if the browser's offset differs.
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
    return plain; // a zone unknown to this browser
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
 * Street and city in one line, without repeating the city.
 * @param {{ address?: string, city?: string, state?: string }} site
 */
export const addressText = ({ address, city, state }) =>
  [address, [city, state].filter(Boolean).join(", ")]
    .filter((part, index, parts) => part && (index === 0 || !(parts[0] ?? "").includes(part)))
    .join(", ");

/**
 * The name of a port on its sign at the site.
 * @param {PortNames} port
 */
export const portName = ({ label, physicalReference, chargePointName, evseId }) =>
  label ?? physicalReference ?? chargePointName ?? String(evseId);

export const plugNames = (/** @type {string[]} */ types) =>
  [...new Set(types)].map((type) => word("plug", type)).join(", ");

/**
 * A text with the slots {port} and {detail}.
 * @param {string} id
 * @param {PortNames & PortPower} port
 */
export const portWords = (id, port) => text(id, { port: portName(port), detail: portDetail(port) });

/**
 * "CCS, NACS · 150 kW"; only the plugs if the power is unknown.
 * @param {PortPower} port
 */
export function portDetail({ connectors, maxPowerKw }) {
  const plugs = plugNames(connectors.map(({ type }) => type));
  return maxPowerKw === undefined ? plugs : text("port-detail", { plugs, kw: maxPowerKw });
}

/**
 * "Up to 150 kW"; empty if the power is unknown.
 * @param {{ maxPowerKw?: number }} site
 */
export const powerText = ({ maxPowerKw }) =>
  maxPowerKw === undefined ? "" : text("up-to-kw", { kw: maxPowerKw });

/**
 * Link to a map of the site on another origin; nothing is loaded before a click.
 * @param {HTMLAnchorElement} link
 * @param {{ latitude?: number, longitude?: number }} site
 */
export function linkToMap(link, { latitude, longitude }) {
  link.hidden = latitude === undefined || longitude === undefined;
  link.href = String(link.dataset.mapLink)
    .replace("{latitude}", String(latitude))
    .replace("{longitude}", String(longitude));
}
