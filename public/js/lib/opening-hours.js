// Opening hours as text.

import { rangeText, timeText } from "./format.js";
import { lazy } from "./lazy.js";
import { locale, text } from "./i18n.js";
import { minutesOf, spansOn, wallOf } from "./site-time.js";

const lists = lazy(() => new Intl.ListFormat(locale, { type: "unit" }));

const ANY_DAY = "2024-01-01";

/** @import { HoursResponse, WorkingHoursResponse } from "../api/schema.d.ts" */

/**
 * "Open 24 hours", or the hours of a date, in the texts with the ids `open` and `closed`.
 * @param {WorkingHoursResponse | undefined} workingHours
 * @param {string} date
 * @param {{ open: string, closed: string }} ids
 */
export function openingHoursText(workingHours, date, { open: openId, closed: closedId }) {
  if (!workingHours) return "";
  if (workingHours.alwaysOpen) return text("open-always");
  const spans = spansOn(workingHours, date);
  return spans.length > 0 ? text(openId, { spans: spansText(spans) }) : text(closedId);
}

/** "6:00 AM – 12:00 PM, 1:00 – 11:00 PM". */
export const spansText = (/** @type {HoursResponse[]} */ spans) => lists().format(spans.map(openSpanText));

/** @param {HoursResponse} span */
function openSpanText({ start, end }) {
  const [from, to] = [start, end].map((clock) => wallOf(ANY_DAY, minutesOf(clock)));
  return to > from ? rangeText(from, to) : text("range", { start: timeText(from), end: timeText(to) });
}
