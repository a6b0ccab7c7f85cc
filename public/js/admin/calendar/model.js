// What the calendar knows, read from one answer of the API: its days, its rows, and everything in them. Times are
// instants; where something is drawn is the site's wall (see lib/site-time.js). Pure: no words, no page.

import { addDays, dateOfWall, DAY, MINUTE, SiteClock, wallOf } from "../../lib/site-time.js";

/**
 * @import { CalendarEntryResponse, CalendarPortResponse, CalendarResponse, SiteNameResponse } from "../../api/schema.d.ts"
 * @typedef {{ start: number, end: number }} Span
 * @typedef {{ id: string, port: CalendarPortResponse | null }} Row
 * @typedef {Span & { key: string, rows: string[] }} Entry What is in one or more rows.
 * @typedef {Entry & { kind: "free" }} Free
 * @typedef {object} Booked
 * @property {"booking" | "move" | "request"} kind
 * @property {string} status
 * @property {number} [bookingId]
 * @property {CalendarEntryResponse["driver"]} [driver]
 * @property {boolean} [isLeaving]
 * @property {boolean} [isMoving]
 * @property {boolean} [isMovable]
 * @property {boolean} [isBroken]
 * @typedef {Entry & Booked} Item
 * @typedef {Item | Free} Thing
 * @typedef {object} Days
 * @property {SiteNameResponse} site
 * @property {string} timezone
 * @property {SiteClock} clock
 * @property {number} now
 * @property {Row[]} rows
 * @property {string[]} days
 * @property {Item[]} items
 * @property {Free[]} free
 * @typedef {Days & Span} Picture
 */

export const UNKNOWN_ROW = "unknown";
const SHORTEST = 15 * MINUTE; // what is shorter is drawn this wide
const HOUR = 60 * MINUTE;

const MOVABLE = ["accepted"]; // Ampeco holds the port of a reserved one already
const NEEDS_PORT = ["accepted", "reserved", "pending"]; // as long as its time is not over

/**
 * Read an answer of `GET /api/admin/calendar`. Nothing in it is left out: what has no known port has a row of its own.
 * @param {CalendarResponse} body
 * @returns {Picture}
 */
export function readCalendarPicture(body) {
  const clock = new SiteClock(body.startAfter, body.offsetChanges);
  const [start, end, now] = [body.startAfter, body.endBefore, body.now].map((at) => Date.parse(at));
  const known = new Set(body.ports.map(({ evseId }) => evseId));
  const broken = new Set(
    body.ports.filter(({ liveStatus }) => liveStatus === "out-of-order").map(({ evseId }) => String(evseId)),
  );
  const items = itemsOf(body, known, now).map((item) => ({ ...item, isBroken: isHit(item, broken, now) }));
  /** @type {Row[]} */
  const rows = body.ports.map((port) => ({ id: String(port.evseId), port }));
  if (items.some(({ rows: [row] }) => row === UNKNOWN_ROW)) rows.push({ id: UNKNOWN_ROW, port: null });
  const picture = { site: body.site, timezone: body.timezone, clock, start, end, now, rows };
  const days = daysOf(picture);
  return { ...picture, days, items: inOrder(items, rows), free: freeOf(body, { clock, days, start, end }) };
}

/**
 * Tell whether an item still needs a port that is out of order.
 * @param {Item} item
 * @param {Set<string>} broken
 * @param {number} now
 */
const isHit = ({ status, end, rows }, broken, now) =>
  NEEDS_PORT.includes(status) && end > now && rows.some((row) => broken.has(row));

/**
 * @param {CalendarResponse} body
 * @param {Set<number>} known
 * @param {number} now
 * @returns {Item[]}
 */
function itemsOf({ bookings, pending }, known, now) {
  const rowsOf = (/** @type {number[]} */ ids = []) => {
    const found = ids.filter((id) => known.has(id)).map(String);
    return found.length > 0 ? found : [UNKNOWN_ROW];
  };
  const times = (/** @type {{ startAt: string, endAt: string }} */ { startAt, endAt }) => ({
    start: Date.parse(startAt),
    end: Date.parse(endAt),
  });
  /** @type {Item[]} */
  const standing = bookings.map((booking) => ({
    key: `booking-${booking.id}`,
    kind: "booking",
    bookingId: booking.id,
    driver: booking.driver,
    status: booking.status,
    isLeaving: booking.change?.type === "cancel",
    isMoving: booking.change?.type === "update",
    isMovable: MOVABLE.includes(booking.status) && !booking.change && Date.parse(booking.startAt) > now,
    rows: rowsOf(booking.evseIds),
    ...times(booking),
  }));
  const moves = bookings.flatMap((booking) => {
    const { type, startAt, endAt } = booking.change ?? {};
    return type === "update" && startAt && endAt
      ? [moveOf(rowsOf(booking.evseIds), booking, times({ startAt, endAt }))]
      : [];
  });
  /** @type {Item[]} */
  const requests = pending.map((request) => ({
    key: `request-${request.requestId}`,
    kind: "request",
    driver: request.driver,
    status: "pending",
    rows: rowsOf(request.evseId === undefined ? [] : [request.evseId]),
    ...times(request),
  }));
  return [...standing, ...moves, ...requests];
}

/**
 * @param {string[]} rows
 * @param {Pick<CalendarEntryResponse, "id" | "driver">} booking
 * @param {Span} span
 * @returns {Item}
 */
const moveOf = (rows, { id: bookingId, driver }, { start, end }) => ({
  key: `move-${bookingId}`,
  kind: "move",
  bookingId,
  driver,
  status: "pending",
  rows,
  start,
  end,
});

/**
 * The picture with a pending new time: the booking stays where it is, and the new time is hatched.
 * @param {Picture} picture
 * @param {Item & { bookingId: number }} item
 * @param {Span} span
 * @returns {Picture}
 */
export function withMove(picture, item, { start, end }) {
  const items = picture.items
    .filter(({ key }) => key !== `move-${item.bookingId}`)
    .map((each) => (each.key === item.key ? { ...each, isMoving: true, isMovable: false } : each));
  const added = [
    ...items,
    {
      ...moveOf(item.rows, { id: item.bookingId, driver: item.driver }, { start, end }),
      isBroken: item.isBroken,
    },
  ];
  return { ...picture, items: inOrder(added, picture.rows) };
}

/**
 * By row, then by time: the order of the table, and the one in which the grid is read out.
 * @param {Item[]} items
 * @param {Row[]} rows
 */
function inOrder(items, rows) {
  const ids = rows.map(({ id }) => id);
  const compare = (/** @type {Item} */ a, /** @type {Item} */ b) =>
    ids.indexOf(a.rows[0]) - ids.indexOf(b.rows[0]) || a.start - b.start || a.key.localeCompare(b.key);
  return [...items].sort(compare);
}

/** @param {Span & { clock: SiteClock }} picture */
function daysOf({ clock, start, end }) {
  const days = [];
  for (let day = clock.dateAt(start); clock.startOfDay(day) < end; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * The free windows, cut where the site's days end, so that each is within one day.
 * @param {CalendarResponse} body
 * @param {Span & { clock: SiteClock, days: string[] }} picture
 * @returns {Free[]}
 */
function freeOf({ ports }, { clock, days, start, end }) {
  const spans = days.map((date) => ({ date, ...clock.day(date) }));
  return ports.flatMap(({ evseId, availableSlots }) =>
    availableSlots.flatMap(({ startAt, endAt }) =>
      spans
        .map(
          (day) =>
            /** @type {Free} */ ({
              key: `free-${evseId}-${day.date}-${startAt}`,
              kind: "free",
              rows: [String(evseId)],
              start: Math.max(Date.parse(startAt), day.start, start),
              end: Math.min(Date.parse(endAt), day.end, end),
            }),
        )
        .filter((span) => span.start < span.end),
    ),
  );
}

/** The local time of an end: that of the instant just before it. */
export const wallOfEnd = (/** @type {Picture} */ { clock }, /** @type {number} */ end) =>
  clock.wallAt(end - 1) + 1;

/**
 * Where something is drawn. Over an hour that comes twice the wall shows less than the time that it takes, or nothing:
 * it is drawn as wide as it is long then, up to an hour, so that its words have room.
 * @param {Picture} picture
 * @param {Span} span
 */
export function placeOf(picture, { start, end }) {
  const from = picture.clock.wallAt(start);
  const width = Math.max(SHORTEST, Math.min(end - start, HOUR));
  return { from, to: Math.max(wallOfEnd(picture, end), from + width) };
}

/**
 * The instants at which the clocks change within the days shown.
 * @param {Picture} picture
 */
export const changesIn = ({ clock, days }) =>
  days.flatMap((date) => {
    const { start, end } = clock.day(date);
    const at = clock.changeIn(start, end);
    return at === undefined ? [] : [{ date, at }];
  });

/**
 * The items in the grid or the table; cancelled ones only when they are asked for.
 * @param {Picture} picture
 * @param {boolean} showsCancelled
 */
export const shownOf = ({ items }, showsCancelled) =>
  items.filter(({ status }) => showsCancelled || status !== "cancelled");

/**
 * The wall that `at` ("2026-11-26T08:00") names if it is within these days: else now, else six in the morning.
 * @param {Picture} picture
 * @param {string | null} at
 */
export function leftEdge({ clock, days, now }, at) {
  const asked = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at ?? "") ? Date.parse(`${at}Z`) : Number.NaN;
  const [first, last] = [wallOf(days[0]), wallOf(days[days.length - 1]) + DAY];
  const wall = clock.wallAt(now);
  if (asked >= first && asked < last) return asked;
  return first <= wall && wall < last ? Math.max(first, wall - 60 * MINUTE) : wallOf(days[0], 6 * 60);
}

/** "2026-11-26T08:00" for a wall. */
export const edgeText = (/** @type {number} */ wall) =>
  `${dateOfWall(wall)}T${new Date(wall).toISOString().slice(11, 16)}`;
