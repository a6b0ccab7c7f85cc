// Texts of the calendar. The accessible name of an entry has its port, day, time, driver and status.

import {
  hourText,
  longDayText,
  middleDayText,
  portDetail,
  portName,
  rangeText,
  timeText,
  zoneText,
} from "../../lib/format.js";
import { text } from "../../lib/i18n.js";
import { dateOfWall } from "../../lib/site-time.js";
import { isOutOfOrder, nameText, statusIcon, statusText } from "../labels.js";
import { changesIn } from "./model.js";

/** @import { Item, CalendarData, Row, Span, Entry } from "./model.js" */

export const rowName = (/** @type {Pick<Row, "port">} */ { port }) =>
  port ? portName(port) : text("unknown-port");

/**
 * The plugs and power of a port, or that it is out of order or takes no bookings.
 * @param {Row} row
 */
export function rowDetail({ port }) {
  if (!port) return "";
  if (isOutOfOrder(port)) return text("calendar-out-of-order");
  if (!port.bookable) return text("calendar-closed");
  return portDetail(port);
}

export const rowNamesOf = (/** @type {CalendarData} */ { rows }, /** @type {Entry} */ item) =>
  rows
    .filter(({ id }) => item.rows.includes(id))
    .map(rowName)
    .join(", ");

/**
 * The status of an entry: "Confirmed", "Confirmed, cancellation pending", "Confirmed, port out of order".
 * @param {Entry} item
 */
export const entryStatusText = (item) =>
  item.kind !== "free" && item.isBroken
    ? text("calendar-broken", { what: requestStatusText(item) })
    : requestStatusText(item);

/** @param {Entry} item */
function requestStatusText(item) {
  if (item.kind === "free") return text("calendar-free");
  const { kind, status, isCanceling, isMoving } = item;
  if (kind === "move") return text("calendar-move");
  if (kind === "request") return text("calendar-request");
  if (isCanceling) return text("calendar-leaving", { status: statusText(status) });
  return isMoving ? text("calendar-moving", { status: statusText(status) }) : statusText(status);
}

export const iconOf = (/** @type {Item} */ { status, isBroken }) => (isBroken ? "alert" : statusIcon(status));

const dayOf = (/** @type {CalendarData} */ { clock }, /** @type {Span} */ { start }) =>
  longDayText(clock.dateAt(start));

export const shortDayOf = (/** @type {CalendarData} */ { clock }, /** @type {Span} */ { start }) =>
  middleDayText(clock.dateAt(start));

/**
 * Start and end in the site's time, with the zone on a day when the clocks change.
 * @param {CalendarData} data
 * @param {Span} span
 */
export function timeRangeText(data, { start, end }) {
  const { clock } = data;
  const [from, to] = [clock.wallAt(start), clock.wallAt(end)];
  const days = [dateOfWall(from), dateOfWall(clock.wallAt(end - 1))];
  if (days[0] !== days[1]) {
    const values = { start: timeText(from), day: middleDayText(dateOfWall(to)), end: timeText(to) };
    return text("calendar-over-days", values);
  }
  if (!changesIn(data).some(({ date }) => date === days[0])) return rangeText(from, to);
  const [before, after] = [start, end].map((instant) => zoneAt(data, instant));
  const time = rangeText(from, to, [before, after]);
  return before === after ? text("calendar-zoned", { time, zone: before }) : time;
}

/**
 * The text of an entry: "Dana Driver, 9:00 – 10:00 AM, Confirmed"; free time has no driver.
 * @param {CalendarData} data
 * @param {Entry} item
 */
export function itemText(data, item) {
  const words = text("calendar-words", { time: timeRangeText(data, item), what: entryStatusText(item) });
  const all =
    item.kind === "free" ? words : text("calendar-driver", { driver: nameText(item.driver), words });
  return all.replaceAll("\u00A0", " "); // in a narrow entry a line may end before "PM", too
}

/** The accessible name: "Port A1, Thursday, November 26, Dana Driver, 9:00 – 10:00 AM, Confirmed". */
export const accessibleName = (/** @type {CalendarData} */ data, /** @type {Entry} */ item) =>
  text("calendar-name", {
    port: rowNamesOf(data, item),
    day: dayOf(data, item),
    words: itemText(data, item),
  });

export const zoneAt = (/** @type {CalendarData} */ { timezone, clock }, /** @type {number} */ instant) =>
  zoneText(timezone, instant, clock.offsetAt(instant));

/**
 * The heading: "Thursday, November 26", or the first and the last of more.
 * @param {CalendarData} data
 */
export function daysText({ days }) {
  const [first, last] = [days[0], days[days.length - 1]];
  if (first === last) return longDayText(first);
  return text("range", { start: middleDayText(first), end: middleDayText(last) });
}

/** A sentence for each day on which the clocks change; "" without one. */
export const changesText = (/** @type {CalendarData} */ data) =>
  changesIn(data)
    .map((change) => changeText(data, change))
    .join(" ");

/**
 * @param {CalendarData} data
 * @param {{ date: string, at: number }} change
 */
function changeText(data, { date, at }) {
  const { clock } = data;
  const [before, after] = [clock.wallAt(at - 1) + 1, clock.wallAt(at)];
  const [later, earlier] = before < after ? [after, before] : [before, after];
  const values = {
    day: longDayText(date),
    from: timeText(earlier),
    to: timeText(later),
    before: zoneAt(data, at - 1),
    after: zoneAt(data, at),
  };
  return before < after ? text("calendar-clocks-on", values) : text("calendar-clocks-back", values);
}

/**
 * The day, or the hour by the site's clock; with the zone where the hour comes twice.
 * @param {CalendarData} data
 * @param {{ at: number, date?: string, isRepeated?: boolean }} tick
 */
export function tickText(data, { at, date, isRepeated }) {
  if (date !== undefined) return middleDayText(date);
  const time = hourText(data.clock.wallAt(at));
  return isRepeated ? text("calendar-zoned", { time, zone: zoneAt(data, at) }) : time;
}
