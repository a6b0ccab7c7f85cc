// The calendar's picture and what a drag asks for: nothing is dropped or told twice, also when the clocks change.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changesIn,
  edgeText,
  leftEdge,
  placeOf,
  readCalendarPicture,
  shownOf,
  UNKNOWN_ROW,
  withMove,
} from "../../../../public/js/admin/calendar/model.js";
import { chosen, firstHour, moved } from "../../../../public/js/admin/calendar/proposal.js";
import { MINUTE } from "../../../../public/js/lib/site-time.js";

const HOUR = 60 * MINUTE;
const port = (evseId, slots, bookable = true) => ({
  evseId,
  label: `A${evseId}`,
  connectors: [],
  bookable,
  availableSlots: slots.map(([startAt, endAt]) => ({ startAt, endAt })),
});
const booking = (id, startAt, endAt, more = {}) => ({
  id,
  status: "accepted",
  evseIds: [1],
  startAt,
  endAt,
  lastUpdatedAt: startAt,
  ...more,
});

function answer(day, { offsets, ports, bookings = [], pending = [], now = `${day}T00:00:00${offsets[0]}` }) {
  const [before, after = before, at] = offsets;
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);
  return {
    site: { id: 101, name: "Depot" },
    timezone: "America/Detroit",
    startAfter: `${day}T00:00:00${before}`,
    endBefore: `${next}T00:00:00${after}`,
    now,
    offsetChanges: at ? [{ at }] : [],
    ports: ports ?? [port(1, [[`${day}T00:00:00${before}`, `${next}T00:00:00${after}`]])],
    bookings,
    pending,
  };
}

const plain = { offsets: ["-05:00"] };
const autumn = { offsets: ["-04:00", "-05:00", "2026-11-01T01:00:00-05:00"] };
const spring = { offsets: ["-05:00", "-04:00", "2026-03-08T03:00:00-04:00"] };
const DAY = "2026-11-24";
const at = (clock, offset = "-05:00", day = DAY) => `${day}T${clock}:00${offset}`;
const wall = (clock, day = DAY) => Date.parse(`${day}T${clock}:00Z`);
const item = (picture, key) => picture.items.find((each) => each.key === key);

test("what still needs a port that is out of order is marked, and nothing else is", () => {
  const broken = { ...port(1, []), liveStatus: "out-of-order" };
  const [nine, ten] = [at("09:00"), at("10:00")];
  const picture = readCalendarPicture(
    answer(DAY, {
      ...plain,
      now: at("09:30"),
      ports: [broken, { ...port(2, []), liveStatus: "in-use" }, port(3, [])],
      bookings: [
        booking(1, nine, ten),
        booking(2, at("08:00"), nine),
        booking(3, nine, ten, { status: "cancelled" }),
        booking(4, nine, ten, { evseIds: [2] }),
        booking(5, nine, ten, { evseIds: undefined }),
        booking(6, nine, ten, { evseIds: [3, 1], status: "reserved" }),
      ],
      pending: [{ requestId: 7, evseId: 1, startAt: nine, endAt: ten }],
    }),
  );

  const hit = picture.items.filter(({ isBroken }) => isBroken).map(({ key }) => key);

  assert.deepEqual(hit.sort(), ["booking-1", "booking-6", "request-7"]);
});

test("what has no known port stands in a row of its own, at the end, and is not dropped", () => {
  const picture = readCalendarPicture(
    answer(DAY, {
      ...plain,
      ports: [port(1, []), port(2, [], false)],
      bookings: [
        booking(10, at("09:00"), at("10:00"), { evseIds: undefined }),
        booking(11, at("11:00"), at("12:00"), { evseIds: [77] }),
        booking(12, at("13:00"), at("14:00"), { evseIds: [2, 1] }),
      ],
      pending: [{ requestId: 5, startAt: at("15:00"), endAt: at("16:00") }],
    }),
  );

  assert.deepEqual(
    picture.rows.map(({ id }) => id),
    ["1", "2", UNKNOWN_ROW],
  );
  assert.deepEqual(
    picture.items.map(({ key, rows }) => [key, rows]),
    [
      ["booking-12", ["2", "1"]],
      ["booking-10", [UNKNOWN_ROW]],
      ["booking-11", [UNKNOWN_ROW]],
      ["request-5", [UNKNOWN_ROW]],
    ],
  );
});

test("without such a booking there is no such row", () => {
  assert.deepEqual(
    readCalendarPicture(answer(DAY, plain)).rows.map(({ id }) => id),
    ["1"],
  );
});

test("a booking with a new time asked for stands at the old one, and hatched at the new", () => {
  const change = { requestId: 7, type: "update", startAt: at("12:00"), endAt: at("13:00") };
  const leaving = { requestId: 8, type: "cancel" };
  const picture = readCalendarPicture(
    answer(DAY, {
      ...plain,
      bookings: [
        booking(10, at("09:00"), at("10:00"), { change }),
        booking(11, at("10:00"), at("11:00"), { change: leaving }),
        booking(12, at("15:00"), at("16:00")),
      ],
    }),
  );

  assert.deepEqual(
    picture.items.map(({ key, status, isMoving, isLeaving, isMovable }) => [
      key,
      status,
      Boolean(isMoving),
      Boolean(isLeaving),
      Boolean(isMovable),
    ]),
    [
      ["booking-10", "accepted", true, false, false],
      ["booking-11", "accepted", false, true, false],
      ["move-10", "pending", false, false, false],
      ["booking-12", "accepted", false, false, true],
    ],
  );

  const asked = withMove(picture, item(picture, "booking-12"), { start: 1, end: 2 });
  assert.equal(asked.items.length, picture.items.length + 1);
  assert.equal(item(asked, "booking-12").isMovable, false);
});

test("cancelled ones are shown only when they are asked for", () => {
  const bookings = [booking(10, at("09:00"), at("10:00"), { status: "cancelled" })];
  const picture = readCalendarPicture(answer(DAY, { ...plain, bookings }));

  assert.equal(shownOf(picture, false).length, 0);
  assert.equal(shownOf(picture, true).length, 1);
});

test("an hour that comes twice is drawn once, and what stands in it keeps a place", () => {
  const picture = readCalendarPicture(
    answer("2026-11-01", {
      ...autumn,
      bookings: [
        booking(1, "2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00"),
        booking(2, "2026-11-01T01:00:00-05:00", "2026-11-01T02:00:00-05:00"),
        booking(3, "2026-11-01T01:45:00-04:00", "2026-11-01T01:15:00-05:00"),
        booking(4, "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"),
        booking(5, "2026-11-01T00:30:00-04:00", "2026-11-01T01:30:00-05:00"),
        booking(6, "2026-11-01T01:15:00-04:00", "2026-11-01T01:30:00-05:00"),
      ],
    }),
  );
  const drawn = (id) => {
    const { from, to } = placeOf(picture, item(picture, `booking-${id}`));
    return [edgeText(from).slice(11), edgeText(to).slice(11)];
  };

  assert.deepEqual(drawn(1), ["01:00", "02:00"]);
  assert.deepEqual(drawn(2), ["01:00", "02:00"]);
  assert.deepEqual(drawn(3), ["01:45", "02:15"]);
  assert.deepEqual(drawn(4), ["01:30", "02:30"]);
  assert.deepEqual(drawn(5), ["00:30", "01:30"]);
  assert.deepEqual(drawn(6), ["01:15", "02:15"]);
  assert.deepEqual(
    changesIn(picture).map(({ date, at: instant }) => [date, picture.clock.iso(instant)]),
    [["2026-11-01", "2026-11-01T01:00:00-05:00"]],
  );
});

test("an end that is dragged goes from where it is by the clock, however wide it is drawn", () => {
  const bookings = [booking(1, "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00")];
  const picture = readCalendarPicture(answer("2026-11-01", { ...autumn, bookings }));
  const { start, end } = moved(picture, item(picture, "booking-1"), { to: 15 * MINUTE });

  assert.equal(picture.clock.iso(start), "2026-11-01T01:30:00-04:00");
  assert.equal(picture.clock.iso(end), "2026-11-01T01:45:00-05:00");
});

test("a drag keeps the true length, and in an hour that comes twice the clock it had", () => {
  const bookings = [booking(1, "2026-11-01T00:30:00-04:00", "2026-11-01T01:00:00-05:00")];
  const picture = readCalendarPicture(answer("2026-11-01", { ...autumn, bookings }));
  const { start, end } = moved(picture, item(picture, "booking-1"), { from: HOUR, to: HOUR });

  assert.equal(picture.clock.iso(start), "2026-11-01T01:30:00-04:00");
  assert.equal(end - start, 1.5 * HOUR);
});

test("what would start in an hour that the clocks skip is refused", () => {
  const bookings = [booking(1, "2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00")];
  const picture = readCalendarPicture(answer("2026-03-08", { ...spring, bookings }));

  assert.deepEqual(moved(picture, item(picture, "booking-1"), { from: HOUR, to: HOUR }), { refused: "gap" });
  assert.deepEqual(chosen(picture, { row: "1", from: wall("02:15", "2026-03-08") }), { refused: "gap" });
});

test("a drag or a resize counts the booking's own time as free, and no one else's", () => {
  const ports = [
    port(1, [
      [at("00:00"), at("09:00")],
      [at("10:00"), at("12:00")],
    ]),
    port(2, [], false),
    port(3, [[at("00:00"), at("23:00")]]),
  ];
  const bookings = [booking(1, at("09:00"), at("10:00"))];
  const picture = readCalendarPicture(answer(DAY, { ...plain, ports, bookings, now: at("08:00") }));
  const own = item(picture, "booking-1");
  const iso = ({ start, end, row }) => [picture.clock.iso(start), picture.clock.iso(end), row];

  assert.deepEqual(iso(moved(picture, own, { from: HOUR / 2, to: HOUR / 2 })), [
    at("09:30"),
    at("10:30"),
    "1",
  ]);
  assert.deepEqual(iso(moved(picture, own, { to: 2 * HOUR })), [at("09:00"), at("12:00"), "1"]);
  assert.deepEqual(iso(moved(picture, own, { from: -HOUR / 4 })), [at("08:45"), at("10:00"), "1"]);
  assert.deepEqual(iso(moved(picture, own, { row: "3" })), [at("09:00"), at("10:00"), "3"]);
  assert.deepEqual(moved(picture, own, { to: 3 * HOUR }), { refused: "taken" });
  assert.deepEqual(moved(picture, own, { from: -2 * HOUR, to: -2 * HOUR }), { refused: "past" });
  assert.deepEqual(moved(picture, own, { row: "2" }), { refused: "closed" });
  assert.deepEqual(moved(picture, own, { row: UNKNOWN_ROW }), { refused: "unknown" });
});

test("a chosen cell means an hour, or what is free of it; a free window its first hour", () => {
  const ports = [port(1, [[at("09:00"), at("11:30")]])];
  const picture = readCalendarPicture(answer(DAY, { ...plain, ports }));
  const length = ({ start, end }) => (end - start) / MINUTE;

  assert.equal(length(chosen(picture, { row: "1", from: wall("09:00") })), 60);
  assert.equal(length(chosen(picture, { row: "1", from: wall("11:00") })), 30);
  assert.equal(length(chosen(picture, { row: "1", from: wall("09:00"), to: wall("11:15") })), 135);
  assert.deepEqual(chosen(picture, { row: "1", from: wall("12:00") }), { refused: "taken" });
  assert.equal(picture.clock.iso(firstHour(picture, picture.free[0]).end), at("10:00"));
});

test("free time is cut where a day ends, so that each part has one day", () => {
  const body = answer(DAY, {
    ...plain,
    ports: [port(1, [[at("20:00"), at("03:00", "-05:00", "2026-11-25")]])],
  });
  const picture = readCalendarPicture({ ...body, endBefore: "2026-11-26T00:00:00-05:00" });

  assert.deepEqual(picture.days, [DAY, "2026-11-25"]);
  assert.deepEqual(
    picture.free.map(({ start, end }) => (end - start) / HOUR),
    [4, 3],
  );
});

test("the left edge is the one asked for, else shortly before now, else six in the morning", () => {
  const today = readCalendarPicture(answer(DAY, { ...plain, now: at("12:00") }));
  const other = readCalendarPicture(answer(DAY, { ...plain, now: "2026-11-20T12:00:00-05:00" }));

  assert.equal(edgeText(leftEdge(today, "2026-11-24T03:15")), "2026-11-24T03:15");
  assert.equal(edgeText(leftEdge(today, "2026-11-28T03:15")), "2026-11-24T11:00");
  assert.equal(edgeText(leftEdge(other, null)), "2026-11-24T06:00");
});
