// What the calendar knows, read from one answer of the API: its days, its rows, and everything in them. Times are
// instants, and so is where something is drawn. Pure: no words, no page.

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
 * @property {CalendarResponse["workingHours"]} workingHours
 * @property {SiteClock} clock
 * @property {number} now
 * @property {Row[]} rows
 * @property {string[]} days
 * @property {Item[]} items
 * @property {Free[]} free
 * @typedef {Days & Span} Picture
 */

const ROW_KEY = "port-";

/** The key of the label of a row, among those of the things in the rows. */
export const rowKey = (/** @type {string} */ id) => `${ROW_KEY}${id}`;

/** The port whose label has this key; null for another key. */
export const portOfKey = (/** @type {string} */ key) =>
  key.startsWith(ROW_KEY) ? Number(key.slice(ROW_KEY.length)) : null;

export const UNKNOWN_ROW = "unknown";
const SHORTEST = 15 * MINUTE; // what is shorter is drawn this wide
const HOUR = 60 * MINUTE;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

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
  const { site, timezone, workingHours } = body;
  const picture = { site, timezone, workingHours, clock, start, end, now, rows };
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

/**
 * Where an instant is drawn, as if the days shown began at their first midnight in UTC: by the time since then, so that an
 * hour that comes twice has two places, and one that the clocks skip has none.
 */
export const placeAt = (/** @type {Picture} */ { days, start }, /** @type {number} */ instant) =>
  wallOf(days[0]) + instant - start;

/** The instant that is drawn at a place. */
export const instantAt = (/** @type {Picture} */ { days, start }, /** @type {number} */ place) =>
  start + place - wallOf(days[0]);

/**
 * Where something is drawn, at least as wide as `shortest` milliseconds.
 * @param {Picture} picture
 * @param {Span} span
 */
export const placeOf = (picture, { start, end }, shortest = SHORTEST) => ({
  from: placeAt(picture, start),
  to: placeAt(picture, Math.max(end, start + shortest)),
});

/**
 * The hours to name above the days shown, every `step` of the site's clock, each midnight with its date; and, in a single
 * day, both occurrences of an hour that comes twice.
 * @param {Picture} picture
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
 * The time of the first day that its opening hours cover, from the first to the last; all of it where they are not known.
 * @param {Picture} picture
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
 * The instant at the left edge: the one that `at` ("2026-11-26T08:00", the site's clock) names if it is within these days.
 * Else the opening of a single day, unless now is outside its opening hours; else an hour ago; else six in the morning.
 * @param {Picture} picture
 * @param {string | null} at
 */
export function leftEdge(picture, at) {
  const { clock, days, start, end, now } = picture;
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at ?? "") ? Date.parse(`${at}Z`) : Number.NaN;
  const [instant] = clock.instantsOf(wall);
  if (start <= instant && instant < end) return instant;
  const opening = openTime(picture);
  const isNow = start <= now && now < end;
  if (days.length === 1 && (!isNow || (opening.start <= now && now < opening.end))) return opening.start;
  if (isNow) return Math.max(start, now - HOUR);
  return clock.instantsOf(wallOf(days[0], 6 * 60))[0] ?? start;
}

/** "2026-11-26T08:00" for an instant, by the site's clock. */
export function edgeText(/** @type {Picture} */ { clock }, /** @type {number} */ instant) {
  const wall = clock.wallAt(instant);
  return `${dateOfWall(wall)}T${clockOfWall(wall)}`;
}
