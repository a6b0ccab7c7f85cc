// The time of a booking in words, and the booking page filled in with what it has.

import { middleDayText, rangeText, zoneText } from "../lib/format.js";
import { bookingFormUrl } from "../state/draft.js";
import { text } from "../lib/i18n.js";
import { clockOfWall, dateOfWall, MINUTE, readTime } from "../lib/site-time.js";

/**
 * @import { WindowResponse } from "../api/schema.d.ts"
 * @typedef {WindowResponse & { site: { id: number }, port?: { evseId: number, connectors?: { type: string }[] } }} Booking As far as it is linked.
 */

/**
 * "Thu, Nov 26, 9:00 – 10:00 AM", by the site's clock.
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
 * The booking page with this booking's choices filled in.
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
