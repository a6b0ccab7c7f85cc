// Links that open the entry form of an online calendar with a booking filled in.

import { addressText, portName } from "../lib/format.js";
import { text } from "../lib/i18n.js";
import { readTime } from "../lib/site-time.js";

/** @import { BookingResponse } from "../api/schema.d.ts" */

/**
 * The URLs of new entries for a booking in Google Calendar and Outlook.com. `link` is that of the booking.
 * @param {Pick<BookingResponse, "site" | "port" | "startAt" | "endAt" | "timezone">} booking
 * @param {string} link
 * @returns {Record<string, string>}
 */
export function calendarLinks({ site, port, startAt, endAt, timezone }, link) {
  const [start, end] = [startAt, endAt].map((time) => new Date(readTime(time).instant).toISOString());
  const place = [site.name, port && portName(port)].filter(Boolean).join(", ");
  const title = text("calendar-title", { place });
  const where = [site.name, addressText(site)].filter(Boolean).join(", ");
  const details = [site.directions, text("calendar-link", { link }), text("calendar-phone")]
    .filter(Boolean)
    .join("\n");
  const google = {
    action: "TEMPLATE",
    text: title,
    dates: `${compact(start)}/${compact(end)}`,
    ctz: timezone,
    location: where,
    details,
  };
  const outlook = {
    path: "/calendar/action/compose",
    rru: "addevent",
    subject: title,
    startdt: start,
    enddt: end,
    location: where,
    body: details,
  };
  return {
    google: `https://calendar.google.com/calendar/render?${new URLSearchParams(google)}`,
    outlook: `https://outlook.live.com/calendar/0/deeplink/compose?${new URLSearchParams(outlook)}`,
  };
}

/** "20261126T140000Z", the format of an instant in RFC 5545. */
const compact = (/** @type {string} */ time) => time.replace(/[-:]|\.\d+/g, "");
