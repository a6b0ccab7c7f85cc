// The time of a booking as text, and the link to the booking page with its choices.

import { middleDayText, rangeText, zoneText } from "../lib/format.js";
import { bookingFormUrl } from "../state/draft.js";
import { text } from "../lib/i18n.js";
import { clockOfWall, dateOfWall, MINUTE, readTime } from "../lib/site-time.js";

/**
 * @import { WindowResponse } from "../api/schema.d.ts"
 * @typedef {WindowResponse & { site: { id: number }, port?: { evseId: number, connectors?: { type: string }[] } }}
 *   Booking As far as it is linked.
 */

/**
 * "Thu, Nov 26, 9:00 – 10:00 AM", in the site's local time.
 * @param {WindowResponse & { timezone?: string }} booking
 */
export function whenText({ startAt, endAt, timezone }) {
  const [start, end] = [readTime(startAt), readTime(endAt)];
  const zones = [start, end].map(({ instant, offset }) => zoneText(timezone, instant, offset));
  return text("when", {
    day: middleDayText(dateOfWall(start.wall)),
    range: rangeText(start.wall, end.wall, zones),
  });
}

/**
 * The URL of the booking page with the choices of this booking.
 * @param {Booking} booking
 */
export function linkToSameTime({ site, port, startAt, endAt }) {
  const [start, end] = [readTime(startAt), readTime(endAt)];
  return bookingFormUrl(site.id, {
    evse: port?.evseId,
    connector: port?.connectors?.[0]?.type,
    date: dateOfWall(start.wall),
    from: clockOfWall(start.wall),
    minutes: (end.instant - start.instant) / MINUTE,
  });
}
