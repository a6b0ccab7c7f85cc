// Texts for staff about bookings and requests: times in the site's zone, which is named; a status by icon and text.

import { agoText, portName, portWords, rangeText, timeText, zoneText } from "../lib/format.js";
import { lazy } from "../lib/lazy.js";
import { errorText, fill, query, setIcon } from "../lib/dom.js";
import { locale, text, word } from "../lib/i18n.js";
import { dateOfWall, readTime } from "../lib/site-time.js";

/**
 * @import { ApiError } from "../api/client.js"
 * @import { CalendarPortResponse, DriverResponse } from "../api/schema.d.ts"
 * @import { PortNames, PortPower } from "../lib/format.js"
 * @typedef {{ startAt: string, endAt: string, timezone?: string }} ZonedTimes
 * @typedef {{ date: string, wall: number, zone: string }} Moment
 */

/** @type {Record<string, string>} */
const ICONS = {
  accepted: "check",
  reserved: "key",
  completed: "ended",
  cancelled: "not-accepted",
  "no-show": "clock",
  failed: "alert",
  pending: "sent",
  approved: "check",
  rejected: "not-accepted",
};

/** @type {Intl.DateTimeFormatOptions} */
const day = { timeZone: "UTC", weekday: "short", month: "short", day: "numeric" };
const thisYear = lazy(() => new Intl.DateTimeFormat(locale, day));
const anyYear = lazy(() => new Intl.DateTimeFormat(locale, { ...day, year: "numeric" }));

export const statusText = (/** @type {string} */ status) => word("status", status);

export const statusIcon = (/** @type {string} */ status) => ICONS[status] ?? "ended";

/**
 * Draw a status into an element that holds an icon and the slot "status".
 * @param {HTMLElement} element
 * @param {string} status
 */
export function drawStatus(element, status) {
  element.dataset.status = status;
  setIcon(query(element, "svg"), statusIcon(status));
  fill(element, { status: statusText(status) });
}

/** Whether a port is out of order; false for an unknown port. */
export const isOutOfOrder = (/** @type {{ liveStatus?: string } | null} */ port) =>
  port?.liveStatus === "out-of-order";

/** Whether a booking with this status still holds a port, or will. */
export const needsPort = (/** @type {string} */ status) => status === "accepted" || status === "reserved";

/** "A1", "A1, A2", or a text that the port is unknown. */
export const portsText = (/** @type {PortNames[] | undefined} */ ports) =>
  ports && ports.length > 0 ? ports.map(portName).join(", ") : text("unknown-port");

/** "A1 · CCS · 150 kW"; only the name if the power is unknown. */
export const portLine = (/** @type {PortNames & Partial<PortPower>} */ port) =>
  port.connectors && port.maxPowerKw !== undefined
    ? portWords("port-line", { ...port, connectors: port.connectors })
    : portName(port);

/** The same, for the choice of a port: one that is out of order says so. */
export const portChoice = (/** @type {CalendarPortResponse} */ port) =>
  isOutOfOrder(port) ? text("port-choice-broken", { port: portLine(port) }) : portLine(port);

/**
 * "Thu, Nov 26, 9:00 – 10:00 AM EST".
 * @param {ZonedTimes} times
 */
export function spanText({ startAt, endAt, timezone }) {
  const [start, end] = [startAt, endAt].map((at) => readMoment(at, timezone));
  if (start.date !== end.date) {
    const from = start.zone === end.zone ? plainText(start) : momentText(start);
    return text("range", { start: from, end: momentText(end) });
  }
  const range = rangeText(start.wall, end.wall, [start.zone, end.zone]);
  return start.zone === end.zone
    ? text("when-zoned", { day: dayText(start.date), range, zone: start.zone })
    : text("when", { day: dayText(start.date), range });
}

/**
 * "Thu, Nov 26, 9:00 AM EST"; empty if unknown.
 * @param {string | undefined} at
 * @param {string | undefined} timezone
 */
export const stampText = (at, timezone) => (at ? momentText(readMoment(at, timezone)) : "");

/** "Thu, Nov 26", with the year unless it is this one. */
export const dayText = (/** @type {string} */ date) =>
  (date.slice(0, 4) === String(new Date().getUTCFullYear()) ? thisYear : anyYear)().format(
    Date.parse(`${date}T00:00:00Z`),
  );

/**
 * "9:00 – 10:00 AM"; with the days if the booking ends on another day.
 * @param {ZonedTimes} times
 */
export function hoursText(times) {
  const [start, end] = [times.startAt, times.endAt].map((at) => readMoment(at, times.timezone));
  return start.date === end.date ? rangeText(start.wall, end.wall, [start.zone, end.zone]) : spanText(times);
}

/** @typedef {{ userId: number, name?: string, email?: string } | undefined} Driver */

/** The name, else the email as far as it is shown, else the driver's number. */
export const nameText = (/** @type {Driver} */ driver) =>
  driver ? (driver.name ?? driver.email ?? text("driver-number", { id: driver.userId })) : text("no-driver");

/** The email as far as it is shown, for beside the name; "" where `nameText` has it. */
export const emailText = (/** @type {Driver} */ driver) => (driver?.name ? (driver.email ?? "") : "");

/** @param {Pick<DriverResponse, "userId" | "firstName" | "lastName" | "email">} driver */
export const driverName = ({ userId, firstName, lastName, email }) =>
  [firstName, lastName].filter(Boolean).join(" ") || email || text("driver-number", { id: userId });

/** A US number as people write it, "(616) 555-0134"; any other as it is. */
export const phoneText = (/** @type {string | undefined} */ phone) =>
  phone?.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1)\u00A0$2-$3");

/** The URL that calls a phone number; null for what is none. */
export const phoneUrl = (/** @type {string | undefined} */ phone) =>
  phone && /^\+?[\d\s().-]{5,30}$/.test(phone) ? `tel:${phone.replace(/[^\d+]/g, "")}` : null;

/** The URL that writes to an email address; null without one. */
export const mailUrl = (/** @type {string | undefined} */ email) =>
  email ? `mailto:${encodeURIComponent(email)}` : null;

/**
 * Set or remove the URL of a link.
 * @param {HTMLElement} link
 * @param {string | null} url
 */
export function setHref(link, url) {
  if (url === null) link.removeAttribute("href");
  else link.setAttribute("href", url);
}

/** Whether a click on a row opens it here: not one on another link or with a key for a new tab. */
export const isOpeningLink = (/** @type {MouseEvent} */ { ctrlKey, metaKey, shiftKey }) =>
  !ctrlKey && !metaKey && !shiftKey;

/**
 * "Last updated 2 minutes ago. You're offline…": the age of what is shown, and why it is not newer.
 * @param {number} readAt
 * @param {ApiError} error
 */
export const staleText = (readAt, error) =>
  text("stale", { when: agoText((Date.now() - readAt) / 1000), reason: errorText(error) });

const momentText = (/** @type {Moment} */ { date, wall, zone }) =>
  text("when-zoned", { day: dayText(date), range: timeText(wall), zone });

const plainText = (/** @type {Moment} */ { date, wall }) =>
  text("when", { day: dayText(date), range: timeText(wall) });

/**
 * @param {string} at
 * @param {string | undefined} timezone
 */
function readMoment(at, timezone) {
  const { instant, offset, wall } = readTime(at);
  return { wall, date: dateOfWall(wall), zone: zoneText(timezone, instant, offset) };
}
