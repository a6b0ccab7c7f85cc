// The booking card: port, time, place, and what to do on arrival.

import { invitePath } from "../api/client.js";
import { calendarLinks } from "./calendar-links.js";
import {
  addressText,
  linkToMap,
  longDayText,
  middleDayText,
  portDetail,
  portName,
  rangeText,
  zoneText,
} from "../lib/format.js";
import { openingHoursText } from "../lib/opening-hours.js";
import { fill, markForeign, query, slot } from "../lib/dom.js";
import { text, word } from "../lib/i18n.js";
import { dateOfWall, isOpen, MINUTE, readTime } from "../lib/site-time.js";
import { isActive } from "./status-banner.js";

/**
 * @import { BookingResponse, LivePortResponse } from "../api/schema.d.ts"
 * @typedef {ReturnType<typeof readTime>} Moment
 */

/** @type {Record<string, string>} */
const AGAIN = {
  moved: "calendar-again",
  switched: "calendar-switched",
  "switch-finishing": "calendar-switched",
};
const HOUR = 60 * MINUTE;
const CALLED_OFF = ["cancelled", "no-show", "failed", "rejected"];

/**
 * @param {HTMLElement} card
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
export function drawBookingCard(card, booking, shownStatus) {
  const { site, port, requestStatus, startAt, endAt, timezone } = booking;
  const [start, end] = [readTime(startAt), readTime(endAt)];
  const zones = [start, end].map(({ instant, offset }) => zoneText(timezone, instant, offset));
  fill(card, {
    port: port ? portName(port) : text(requestStatus === "approved" ? "port-unknown" : "port-pending"),
    reference: mark(port) ? text("port-mark", { reference: mark(port) }) : "",
    "port-detail": port && portDetail(port),
    "port-live": liveText(booking, shownStatus),
    day: longDayText(dateOfWall(start.wall)),
    time: rangeText(start.wall, end.wall, zones),
    zone: zones[0] === zones[1] ? zones[0] : "",
    yours: localTimeText(start, end),
    site: site.name,
    address: addressText(site),
    hours: openingHoursText(site.workingHours, dateOfWall(start.wall), {
      open: "open-then",
      closed: "closed-all-day",
    }),
    "closed-then": isOpen(site.workingHours, start.wall, end.wall) ? "" : text("closed-then"),
  });
  markForeign(card, { ...site.languages, site: site.languages?.name ?? "" });
  slot(card, "port").classList.toggle("is-unnamed", !port);
  linkToMap(query(card, "a[data-map-link]"), site);
  drawCalendar(query(card, "[data-calendar]"), booking, shownStatus);
}

/**
 * The links for the driver's own calendar: to add the booking while it is active, to remove it once it has ended early.
 * @param {HTMLElement} calendar
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
function drawCalendar(calendar, booking, shownStatus) {
  const { id, replaces: replaced } = booking;
  const isOver = CALLED_OFF.includes(shownStatus);
  calendar.hidden = !isActive(shownStatus) && !isOver;
  query(calendar, "[data-add]").hidden = isOver;
  query(calendar, "[data-remove]").hidden = !isOver;
  for (const file of anchors(calendar, "data-calendar-file")) file.href = invitePath(id);
  const links = calendarLinks(booking, location.href);
  for (const link of anchors(calendar, "data-calendar-link")) {
    link.href = links[String(link.dataset.calendarLink)];
  }
  const oldEntry = query(calendar, "[data-old-entry]");
  oldEntry.hidden = !replaced || replaced.active || isOver;
  if (replaced) query(oldEntry, "a").href = invitePath(replaced.id);
  const again = AGAIN[shownStatus] ? text(AGAIN[shownStatus]) : "";
  fill(calendar, { "calendar-hint": isOver ? text("calendar-out") : again });
}

/** @type {(within: HTMLElement, attribute: string) => NodeListOf<HTMLAnchorElement>} */
const anchors = (within, attribute) => within.querySelectorAll(`a[${attribute}]`);

/**
 * Whether the port is available now, from an hour before the booking until its end. The banner has "out of order"; "in
 * use" means nothing at a port that is reserved for this driver.
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
function liveText({ port, status, startAt, endAt }, shownStatus) {
  const isNear = Date.parse(startAt) - HOUR <= Date.now() && Date.now() < Date.parse(endAt);
  if (!isActive(shownStatus) || !isNear) return "";
  if (port?.liveStatus === "available") return text("live-available");
  return port?.liveStatus === "in-use" && status !== "reserved" ? text("live-in-use") : "";
}

/**
 * @param {HTMLElement} arrival
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
export function drawArrival(arrival, { bookingId, site, port, actions }, shownStatus) {
  arrival.hidden = !isActive(shownStatus);
  const values = { port: port && portName(port), site: site.name, booking: bookingId };
  fill(arrival, {
    directions: site.directions,
    access: (site.accessMethods ?? []).map((way) => text("access", { way: word("access", way) })).join(" "),
    find: findText(port),
    quote: text(port ? "quote-port" : "quote-unknown", values),
  });
  markForeign(arrival, site.languages);
  query(arrival, '[data-action="switch"]').hidden = !actions.canSwitch;
}

/** The label on the hardware of the port, if it differs from the port's name. */
const mark = (/** @type {LivePortResponse | undefined} */ port) =>
  port && port.physicalReference !== portName(port) ? port.physicalReference : null;

function findText(/** @type {LivePortResponse | undefined} */ port) {
  if (!port) return text("find-unknown");
  const name = portName(port);
  return mark(port)
    ? text("find-port", { port: name, reference: mark(port) })
    : text("find-reference", { port: name });
}

/**
 * The same times in the browser's time zone, if they differ.
 * @param {Moment} start
 * @param {Moment} end
 */
function localTimeText(start, end) {
  const [from, to] = [driverWallTime(start.instant, start.offset), driverWallTime(end.instant, end.offset)];
  if (!from.differs) return "";
  const range = rangeText(from.wall, to.wall);
  return dateOfWall(from.wall) === dateOfWall(start.wall)
    ? text("yours", { range })
    : text("yours-day", { day: middleDayText(dateOfWall(from.wall)), range });
}

/**
 * The wall time in the browser's time zone at an instant, and whether its offset differs from the site's.
 * @param {number} instant
 * @param {number} siteOffset
 */
function driverWallTime(instant, siteOffset) {
  const offset = -new Date(instant).getTimezoneOffset();
  return { wall: instant + offset * MINUTE, differs: offset !== siteOffset };
}
