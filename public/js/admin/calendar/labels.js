// How the calendar names what is in it: by port, day, time and what became of it, so that a name says it all.

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

/** @import { Item, Picture, Row, Span, Thing } from "./model.js" */

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

export const rowNamesOf = (/** @type {Picture} */ { rows }, /** @type {Thing} */ item) =>
  rows
    .filter(({ id }) => item.rows.includes(id))
    .map(rowName)
    .join(", ");

/**
 * What became of an item: "Accepted", "Accepted, cancelling asked for", "Accepted, port out of order".
 * @param {Thing} item
 */
export const whatText = (item) =>
  item.kind !== "free" && item.isBroken
    ? text("calendar-broken", { what: standingText(item) })
    : standingText(item);

/** @param {Thing} item */
function standingText(item) {
  if (item.kind === "free") return text("calendar-free");
  const { kind, status, isLeaving, isMoving } = item;
  if (kind === "move") return text("calendar-move");
  if (kind === "request") return text("calendar-request");
  if (isLeaving) return text("calendar-leaving", { status: statusText(status) });
  return isMoving ? text("calendar-moving", { status: statusText(status) }) : statusText(status);
}

export const iconOf = (/** @type {Item} */ { status, isBroken }) => (isBroken ? "alert" : statusIcon(status));

const dayOf = (/** @type {Picture} */ { clock }, /** @type {Span} */ { start }) =>
  longDayText(clock.dateAt(start));

export const shortDayOf = (/** @type {Picture} */ { clock }, /** @type {Span} */ { start }) =>
  middleDayText(clock.dateAt(start));

/**
 * From when to when by the site's clock, with the zone's name on a day when the clocks change.
 * @param {Picture} picture
 * @param {Span} span
 */
export function timesText(picture, { start, end }) {
  const { clock } = picture;
  const [from, to] = [clock.wallAt(start), clock.wallAt(end)];
  const days = [dateOfWall(from), dateOfWall(clock.wallAt(end - 1))];
  if (days[0] !== days[1]) {
    const values = { start: timeText(from), day: middleDayText(dateOfWall(to)), end: timeText(to) };
    return text("calendar-over-days", values);
  }
  if (!changesIn(picture).some(({ date }) => date === days[0])) return rangeText(from, to);
  const [before, after] = [start, end].map((instant) => zoneAt(picture, instant));
  const time = rangeText(from, to, [before, after]);
  return before === after ? text("calendar-zoned", { time, zone: before }) : time;
}

/**
 * What is in the grid: "Dana Driver, 9:00 – 10:00 AM, Confirmed"; free time without a driver.
 * @param {Picture} picture
 * @param {Thing} item
 */
export function itemText(picture, item) {
  const words = text("calendar-words", { time: timesText(picture, item), what: whatText(item) });
  return item.kind === "free" ? words : text("calendar-driver", { driver: nameText(item.driver), words });
}

/** The whole name: "Port A1, Thursday, November 26, Dana Driver, 9:00 – 10:00 AM, Confirmed". */
export const nameOf = (/** @type {Picture} */ picture, /** @type {Thing} */ item) =>
  text("calendar-name", {
    port: rowNamesOf(picture, item),
    day: dayOf(picture, item),
    words: itemText(picture, item),
  });

export const zoneAt = (/** @type {Picture} */ { timezone, clock }, /** @type {number} */ instant) =>
  zoneText(timezone, instant, clock.offsetAt(instant));

/**
 * The days shown: "Thursday, November 26", or the first and the last of more.
 * @param {Picture} picture
 */
export function daysText({ days }) {
  const [first, last] = [days[0], days[days.length - 1]];
  if (first === last) return longDayText(first);
  return text("range", { start: middleDayText(first), end: middleDayText(last) });
}

/** What to know of the days when the clocks change; "" when they do not. */
export const changesText = (/** @type {Picture} */ picture) =>
  changesIn(picture)
    .map((change) => changeText(picture, change))
    .join(" ");

/**
 * @param {Picture} picture
 * @param {{ date: string, at: number }} change
 */
function changeText(picture, { date, at }) {
  const { clock } = picture;
  const [before, after] = [clock.wallAt(at - 1) + 1, clock.wallAt(at)];
  const [later, earlier] = before < after ? [after, before] : [before, after];
  const values = {
    day: longDayText(date),
    from: timeText(earlier),
    to: timeText(later),
    before: zoneAt(picture, at - 1),
    after: zoneAt(picture, at),
  };
  return before < after ? text("calendar-clocks-on", values) : text("calendar-clocks-back", values);
}

/**
 * The day, or the hour by the site's clock; with the zone where the hour comes twice.
 * @param {Picture} picture
 * @param {{ at: number, date?: string, isRepeated?: boolean }} tick
 */
export function tickText(picture, { at, date, isRepeated }) {
  if (date !== undefined) return middleDayText(date);
  const time = hourText(picture.clock.wallAt(at));
  return isRepeated ? text("calendar-zoned", { time, zone: zoneAt(picture, at) }) : time;
}
