// What the calendar knows, read from one answer of the API: its days, its rows, and all that stands in them. Times are
// instants; where something is drawn is the site's wall (see lib/site-time.js). Pure: no words, no page.

import { addDays, dateOfWall, DAY, MINUTE, SiteClock, wallOf } from "../../lib/site-time.js";

export const UNKNOWN_ROW = "unknown";
const SHORTEST = 15 * MINUTE; // what is shorter is drawn this wide
const HOUR = 60 * MINUTE;

const MOVABLE = ["accepted"]; // Ampeco holds the port of a reserved one already
const NEEDS_PORT = ["accepted", "reserved", "pending"]; // as long as its time is not over

/** Read an answer of `GET /api/admin/calendar`. Nothing in it is left out: what has no known port has a row of its own. */
export function readPicture(body) {
  const clock = new SiteClock(body.startAfter, body.offsetChanges);
  const [start, end, now] = [body.startAfter, body.endBefore, body.now].map(Date.parse);
  const known = new Set(body.ports.map(({ evseId }) => evseId));
  const broken = new Set(
    body.ports.filter(({ liveStatus }) => liveStatus === "out-of-order").map(({ evseId }) => String(evseId)),
  );
  const items = itemsOf(body, known, now).map((item) => ({ ...item, isBroken: isHit(item, broken, now) }));
  const rows = body.ports.map((port) => ({ id: String(port.evseId), port }));
  if (items.some(({ rows: [row] }) => row === UNKNOWN_ROW)) rows.push({ id: UNKNOWN_ROW, port: null });
  const picture = { site: body.site, timezone: body.timezone, clock, start, end, now, rows };
  const days = daysOf(picture);
  return { ...picture, days, items: inOrder(items, rows), free: freeOf(body, { clock, days, start, end }) };
}

/** Tell whether an item still needs a port that is out of order. */
const isHit = ({ status, end, rows }, broken, now) =>
  NEEDS_PORT.includes(status) && end > now && rows.some((row) => broken.has(row));

function itemsOf({ bookings, pending }, known, now) {
  const rowsOf = (ids = []) => {
    const found = ids.filter((id) => known.has(id)).map(String);
    return found.length > 0 ? found : [UNKNOWN_ROW];
  };
  const times = ({ startAt, endAt }) => ({ start: Date.parse(startAt), end: Date.parse(endAt) });
  const standing = bookings.map((booking) => ({
    key: `booking-${booking.id}`,
    kind: "booking",
    bookingId: booking.id,
    userId: booking.userId,
    status: booking.status,
    isLeaving: booking.change?.type === "cancel",
    isMoving: booking.change?.type === "update",
    isMovable: MOVABLE.includes(booking.status) && !booking.change && Date.parse(booking.startAt) > now,
    rows: rowsOf(booking.evseIds),
    ...times(booking),
  }));
  const moves = bookings
    .filter(({ change }) => change?.type === "update" && change.startAt && change.endAt)
    .map((booking) => moveOf(rowsOf(booking.evseIds), booking, times(booking.change)));
  const requests = pending.map((request) => ({
    key: `request-${request.requestId}`,
    kind: "request",
    userId: request.userId,
    status: "pending",
    rows: rowsOf(request.evseId === undefined ? [] : [request.evseId]),
    ...times(request),
  }));
  return [...standing, ...moves, ...requests];
}

const moveOf = (rows, { id, bookingId = id, userId }, { start, end }) => ({
  key: `move-${bookingId}`,
  kind: "move",
  bookingId,
  userId,
  status: "pending",
  rows,
  start,
  end,
});

/** The picture with a booking's new time asked for: it stays where it is, and stands hatched where it would go. */
export function withMove(picture, item, { start, end }) {
  const items = picture.items
    .filter(({ key }) => key !== `move-${item.bookingId}`)
    .map((each) => (each.key === item.key ? { ...each, isMoving: true, isMovable: false } : each));
  const added = [...items, { ...moveOf(item.rows, item, { start, end }), isBroken: item.isBroken }];
  return { ...picture, items: inOrder(added, picture.rows) };
}

/** By row, then by time: the order of the table, and the one in which the grid is read out. */
function inOrder(items, rows) {
  const place = new Map(rows.map(({ id }, index) => [id, index]));
  const compare = (a, b) =>
    place.get(a.rows[0]) - place.get(b.rows[0]) || a.start - b.start || a.key.localeCompare(b.key);
  return [...items].sort(compare);
}

function daysOf({ clock, start, end }) {
  const days = [];
  for (let day = clock.dateAt(start); clock.startOfDay(day) < end; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The free windows, cut where the site's days end, so that each stands in one day. */
function freeOf({ ports }, { clock, days, start, end }) {
  const spans = days.map((date) => ({ date, ...clock.day(date) }));
  return ports.flatMap(({ evseId, availableSlots }) =>
    availableSlots.flatMap(({ startAt, endAt }) =>
      spans
        .map((day) => ({
          key: `free-${evseId}-${day.date}-${startAt}`,
          kind: "free",
          rows: [String(evseId)],
          start: Math.max(Date.parse(startAt), day.start, start),
          end: Math.min(Date.parse(endAt), day.end, end),
        }))
        .filter((span) => span.start < span.end),
    ),
  );
}

/** Where an end stands on the wall: where the clock stood just before it. */
export const wallOfEnd = ({ clock }, end) => clock.wallAt(end - 1) + 1;

/**
 * Where something is drawn. Over an hour that comes twice the wall shows less than the time that it takes, or nothing:
 * it is drawn as wide as it is long then, up to an hour, so that its words have room.
 */
export function placeOf(picture, { start, end }) {
  const from = picture.clock.wallAt(start);
  const width = Math.max(SHORTEST, Math.min(end - start, HOUR));
  return { from, to: Math.max(wallOfEnd(picture, end), from + width) };
}

/** The instants at which the clocks change within the days shown. */
export const changesIn = ({ clock, days }) =>
  days
    .map((date) => ({ date, ...clock.day(date) }))
    .map(({ date, start, end }) => ({ date, at: clock.changeIn(start, end) }))
    .filter(({ at }) => at !== undefined);

/** The items in the grid or the table; cancelled ones only when they are asked for. */
export const shownOf = ({ items }, showsCancelled) =>
  items.filter(({ status }) => showsCancelled || status !== "cancelled");

/** The wall that `at` ("2026-11-26T08:00") names if it stands in these days: else now, else six in the morning. */
export function leftEdge({ clock, days, now }, at) {
  const asked = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at ?? "") ? Date.parse(`${at}Z`) : Number.NaN;
  const [first, last] = [wallOf(days[0]), wallOf(days.at(-1)) + DAY];
  const wall = clock.wallAt(now);
  if (asked >= first && asked < last) return asked;
  return first <= wall && wall < last ? Math.max(first, wall - 60 * MINUTE) : wallOf(days[0], 6 * 60);
}

/** "2026-11-26T08:00" for a wall. */
export const edgeText = (wall) => `${dateOfWall(wall)}T${new Date(wall).toISOString().slice(11, 16)}`;
