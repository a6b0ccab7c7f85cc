// The calendar's model, parsed from a response of the API: days, rows, and the entries in them. Times are instants in
// milliseconds. Pure functions, without texts or elements.

import {
  addDays,
  clockOfWall,
  dateOfWall,
  DAY,
  minutesOf,
  MINUTE,
  SiteClock,
  spansOn,
  wallOf,
} from "../../lib/site-time.js";

/**
 * @import { CalendarEntryResponse, CalendarPortResponse, CalendarResponse, SiteNameResponse } from "../../api/schema.d.ts"
 * @typedef {{ start: number, end: number }} Span
 * @typedef {{ id: string, port: CalendarPortResponse | null }} Row
 * @typedef {Span & { key: string, rows: string[] }} RowSpan A span in one or more rows.
 * @typedef {RowSpan & { kind: "free" }} Free
 * @typedef {object} Booked
 * @property {"booking" | "move" | "request"} kind
 * @property {string} status
 * @property {number} [bookingId]
 * @property {CalendarEntryResponse["driver"]} [driver]
 * @property {boolean} [isCanceling]
 * @property {boolean} [isMoving]
 * @property {boolean} [isMovable]
 * @property {boolean} [isBroken]
 * @typedef {RowSpan & Booked} Item
 * @typedef {Item | Free} Entry
 * @typedef {object} Days
 * @property {SiteNameResponse} site
 * @property {string} timezone
 * @property {CalendarResponse["workingHours"]} workingHours
 * @property {SiteClock} clock
 * @property {number} now
 * @property {Row[]} rows
 * @property {string[]} days
 * @property {Item[]} items
 * @property {Free[]} free
 * @typedef {Days & Span} CalendarData
 */

const ROW_KEY = "port-";

/** The key of a row's label. Labels and entries share one set of keys. */
export const rowKey = (/** @type {string} */ id) => `${ROW_KEY}${id}`;

/** The port whose label has this key; null for another key. */
export const portOfKey = (/** @type {string} */ key) =>
  key.startsWith(ROW_KEY) ? Number(key.slice(ROW_KEY.length)) : null;

export const UNKNOWN_ROW = "unknown";
const SHORTEST = 15 * MINUTE; // a shorter entry is drawn as long as this
const HOUR = 60 * MINUTE;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const MOVABLE = ["accepted"]; // Ampeco already holds the port of a reserved one
const NEEDS_PORT = ["accepted", "reserved", "pending"]; // until its end

/**
 * Parse a response of `GET /api/admin/calendar`. Entries without a known port have a row of their own.
 * @param {CalendarResponse} body
 * @returns {CalendarData}
 */
export function parseCalendar(body) {
  const clock = new SiteClock(body.startAfter, body.offsetChanges);
  const [start, end, now] = [body.startAfter, body.endBefore, body.now].map((at) => Date.parse(at));
  const known = new Set(body.ports.map(({ evseId }) => evseId));
  const broken = new Set(
    body.ports.filter(({ liveStatus }) => liveStatus === "out-of-order").map(({ evseId }) => String(evseId)),
  );
  const items = itemsOf(body, known, now).map((item) => ({
    ...item,
    isBroken: isAffected(item, broken, now),
  }));
  /** @type {Row[]} */
  const rows = body.ports.map((port) => ({ id: String(port.evseId), port }));
  if (items.some(({ rows: [row] }) => row === UNKNOWN_ROW)) rows.push({ id: UNKNOWN_ROW, port: null });
  const { site, timezone, workingHours } = body;
  const data = { site, timezone, workingHours, clock, start, end, now, rows };
  const days = datesOf(data);
  return { ...data, days, items: sortItems(items, rows), free: freeOf(body, { clock, days, start, end }) };
}

/**
 * Whether an item still needs a port that is out of order.
 * @param {Item} item
 * @param {Set<string>} broken
 * @param {number} now
 */
const isAffected = ({ status, end, rows }, broken, now) =>
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
  const booked = bookings.map((booking) => ({
    key: `booking-${booking.id}`,
    kind: "booking",
    bookingId: booking.id,
    driver: booking.driver,
    status: booking.status,
    isCanceling: booking.change?.type === "cancel",
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
  return [...booked, ...moves, ...requests];
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
 * The data with a pending new time: the booking stays at its old one, and the new one is added.
 * @param {CalendarData} data
 * @param {Item & { bookingId: number }} item
 * @param {Span} span
 * @returns {CalendarData}
 */
export function withMove(data, item, { start, end }) {
  const items = data.items
    .filter(({ key }) => key !== `move-${item.bookingId}`)
    .map((each) => (each.key === item.key ? { ...each, isMoving: true, isMovable: false } : each));
  const added = [
    ...items,
    {
      ...moveOf(item.rows, { id: item.bookingId, driver: item.driver }, { start, end }),
      isBroken: item.isBroken,
    },
  ];
  return { ...data, items: sortItems(added, data.rows) };
}

/**
 * By row, then by time: the order of the table, and of the grid for screen readers.
 * @param {Item[]} items
 * @param {Row[]} rows
 */
function sortItems(items, rows) {
  const ids = rows.map(({ id }) => id);
  const compare = (/** @type {Item} */ a, /** @type {Item} */ b) =>
    ids.indexOf(a.rows[0]) - ids.indexOf(b.rows[0]) || a.start - b.start || a.key.localeCompare(b.key);
  return [...items].sort(compare);
}

/** @param {Span & { clock: SiteClock }} data */
function datesOf({ clock, start, end }) {
  const days = [];
  for (let day = clock.dateAt(start); clock.startOfDay(day) < end; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * The free windows, split at the site's midnights, so that each is within one day.
 * @param {CalendarResponse} body
 * @param {Span & { clock: SiteClock, days: string[] }} data
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

/**
 * The position of an instant in the grid: the time since the first midnight shown, as if that were in UTC. A repeated hour
 * has two positions, a skipped one has none.
 */
export const positionAt = (/** @type {CalendarData} */ { days, start }, /** @type {number} */ instant) =>
  wallOf(days[0]) + instant - start;

/** The instant at a position. */
export const instantAt = (/** @type {CalendarData} */ { days, start }, /** @type {number} */ position) =>
  start + position - wallOf(days[0]);

/**
 * The positions of a span, drawn at least `shortest` milliseconds long.
 * @param {CalendarData} data
 * @param {Span} span
 */
export const positionOf = (data, { start, end }, shortest = SHORTEST) => ({
  from: positionAt(data, start),
  to: positionAt(data, Math.max(end, start + shortest)),
});

/**
 * The time from the start of each item to the start of the next one in its rows, by key, in milliseconds.
 * @param {Pick<Item, "key" | "rows" | "start">[]} items
 */
export function timeToNext(items) {
  /** @type {Map<string, number>} */
  const toNext = new Map();
  /** @type {Map<string, number>} */
  const next = new Map();
  for (const { key, rows, start } of [...items].sort((one, other) => other.start - one.start)) {
    toNext.set(key, Math.min(...rows.map((row) => next.get(row) ?? Infinity)) - start);
    for (const row of rows) next.set(row, start);
  }
  return toNext;
}

/**
 * The labels of the scale: every `step` hours of the site's clock, each midnight with its date; in a single day also both
 * occurrences of a repeated hour.
 * @param {CalendarData} data
 * @param {number} step
 * @returns {{ at: number, date?: string, isRepeated?: boolean }[]}
 */
export const ticksOf = ({ clock, days }, step) =>
  days.flatMap((date) => [
    { at: clock.startOfDay(date), date },
    ...HOURS.flatMap((hour) => {
      const instants = clock.instantsOf(wallOf(date, hour * 60));
      const isRepeated = instants.length > 1 && days.length === 1;
      return hour % step === 0 || isRepeated ? instants.map((at) => ({ at, isRepeated })) : [];
    }),
  ]);

/**
 * The first day from its first opening to its last closing; all of it if the opening hours are unknown.
 * @param {CalendarData} data
 * @returns {Span}
 */
export function openTime({ clock, days: [date], workingHours }) {
  const spans = workingHours && !workingHours.alwaysOpen ? spansOn(workingHours, date) : [];
  const day = clock.day(date);
  if (spans.length === 0) return day;
  const opened = Math.min(...spans.map(({ start }) => minutesOf(start)));
  const closing = Math.max(...spans.map(({ start, end }) => (end > start ? minutesOf(end) : DAY / MINUTE)));
  const [start, end] = [opened, closing].map((minutes) => clock.instantsOf(wallOf(date, minutes))[0]);
  return { start: start ?? day.start, end: Math.min(end ?? day.end, day.end) };
}

/**
 * The days shown on which the clocks change, with the instant of the change.
 * @param {CalendarData} data
 */
export const changesIn = ({ clock, days }) =>
  days.flatMap((date) => {
    const { start, end } = clock.day(date);
    const at = clock.changeIn(start, end);
    return at === undefined ? [] : [{ date, at }];
  });

/**
 * The items to show, canceled ones only if wanted.
 * @param {CalendarData} data
 * @param {boolean} showsCanceled
 */
export const shownOf = ({ items }, showsCanceled) =>
  items.filter(({ status }) => showsCanceled || status !== "cancelled");

/**
 * The instant at the left edge: `at` ("2026-11-26T08:00", in the site's time) if it is within the days shown; otherwise the
 * opening of a single day, unless now is outside its opening hours; otherwise an hour ago, or six in the morning.
 * @param {CalendarData} data
 * @param {string | null} at
 */
export function leftEdge(data, at) {
  const { clock, days, start, end, now } = data;
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at ?? "") ? Date.parse(`${at}Z`) : Number.NaN;
  const [requested] = clock.instantsOf(wall);
  if (start <= requested && requested < end) return requested;
  const opening = openTime(data);
  const isNow = start <= now && now < end;
  if (days.length === 1 && (!isNow || (opening.start <= now && now < opening.end))) return opening.start;
  if (isNow) return Math.max(start, now - HOUR);
  return clock.instantsOf(wallOf(days[0], 6 * 60))[0] ?? start;
}

/** "2026-11-26T08:00" for an instant, in the site's time. */
export function edgeText(/** @type {CalendarData} */ { clock }, /** @type {number} */ instant) {
  const wall = clock.wallAt(instant);
  return `${dateOfWall(wall)}T${clockOfWall(wall)}`;
}
