// The calendar's model and the slots that drags propose: no entry is lost or doubled, also when the clocks change.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changesIn,
  edgeText,
  instantAt,
  leftEdge,
  openTime,
  positionAt,
  positionOf,
  parseCalendar,
  timeToNext,
  shownOf,
  ticksOf,
  UNKNOWN_ROW,
  withMove,
} from "../../../../public/js/admin/calendar/model.js";
import { proposeFirstHour, proposeMove, proposeSlot } from "../../../../public/js/admin/calendar/proposal.js";
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
const item = (data, key) => data.items.find((each) => each.key === key);

test("only bookings that still need an out-of-order port are marked", () => {
  const broken = { ...port(1, []), liveStatus: "out-of-order" };
  const [nine, ten] = [at("09:00"), at("10:00")];
  const data = parseCalendar(
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

  const hit = data.items.filter(({ isBroken }) => isBroken).map(({ key }) => key);

  assert.deepEqual(hit.sort(), ["booking-1", "booking-6", "request-7"]);
});

test("bookings without a known port have a row of their own, at the end", () => {
  const data = parseCalendar(
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
    data.rows.map(({ id }) => id),
    ["1", "2", UNKNOWN_ROW],
  );
  assert.deepEqual(
    data.items.map(({ key, rows }) => [key, rows]),
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
    parseCalendar(answer(DAY, plain)).rows.map(({ id }) => id),
    ["1"],
  );
});

test("a booking with a pending new time is shown at the old time and at the new one", () => {
  const change = { requestId: 7, type: "update", startAt: at("12:00"), endAt: at("13:00") };
  const leaving = { requestId: 8, type: "cancel" };
  const data = parseCalendar(
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
    data.items.map(({ key, status, isMoving, isCanceling, isMovable }) => [
      key,
      status,
      Boolean(isMoving),
      Boolean(isCanceling),
      Boolean(isMovable),
    ]),
    [
      ["booking-10", "accepted", true, false, false],
      ["booking-11", "accepted", false, true, false],
      ["move-10", "pending", false, false, false],
      ["booking-12", "accepted", false, false, true],
    ],
  );

  const changed = withMove(data, item(data, "booking-12"), { start: 1, end: 2 });
  assert.equal(changed.items.length, data.items.length + 1);
  assert.equal(item(changed, "booking-12").isMovable, false);
});

test("canceled bookings are shown only if wanted", () => {
  const bookings = [booking(10, at("09:00"), at("10:00"), { status: "cancelled" })];
  const data = parseCalendar(answer(DAY, { ...plain, bookings }));

  assert.equal(shownOf(data, false).length, 0);
  assert.equal(shownOf(data, true).length, 1);
});

test("a repeated hour has two positions, each an hour wide; the day is 25 hours long", () => {
  const data = parseCalendar(
    answer("2026-11-01", {
      ...autumn,
      bookings: [
        booking(1, "2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00"),
        booking(2, "2026-11-01T01:00:00-05:00", "2026-11-01T02:00:00-05:00"),
        booking(3, "2026-11-01T23:00:00-05:00", "2026-11-02T00:00:00-05:00"),
        booking(4, "2026-11-01T03:00:00-05:00", "2026-11-01T03:05:00-05:00"),
      ],
    }),
  );
  const hours = (id, shortest) => {
    const { from, to } = positionOf(data, item(data, `booking-${id}`), shortest);
    return [from, to].map((position) => (position - wall("00:00", "2026-11-01")) / HOUR);
  };

  assert.deepEqual(hours(1), [1, 2]);
  assert.deepEqual(hours(2), [2, 3]);
  assert.deepEqual(hours(3), [24, 25]);
  assert.deepEqual(hours(4), [4, 4.25]); // 15 minutes wide at least
  assert.deepEqual(hours(4, 3 * HOUR), [4, 7]);
  assert.equal(data.end - data.start, 25 * HOUR);
  assert.deepEqual(
    ticksOf(data, 1)
      .filter(({ isRepeated }) => isRepeated)
      .map(({ at: instant }) => data.clock.iso(instant)),
    ["2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00"],
  );
  assert.deepEqual(
    changesIn(data).map(({ date, at: instant }) => [date, data.clock.iso(instant)]),
    [["2026-11-01", "2026-11-01T01:00:00-05:00"]],
  );
});

test("what follows in any of its rows ends the time to the next", () => {
  const items = [
    { key: "a", rows: ["1"], start: 0 },
    { key: "b", rows: ["1", "2"], start: 3 * HOUR },
    { key: "c", rows: ["2"], start: 5 * HOUR },
    { key: "d", rows: ["1"], start: 9 * HOUR },
  ];

  assert.deepEqual([...timeToNext(items)].sort(), [
    ["a", 3 * HOUR],
    ["b", 2 * HOUR],
    ["c", Infinity],
    ["d", Infinity],
  ]);
});

test("an hour that the clocks skip has no position and no label", () => {
  const bookings = [booking(1, "2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00")];
  const data = parseCalendar(answer("2026-03-08", { ...spring, bookings }));
  const { from, to } = positionOf(data, item(data, "booking-1"));

  assert.equal(to - from, HOUR);
  assert.equal(data.end - data.start, 23 * HOUR);
  assert.deepEqual(
    ticksOf(data, 1)
      .slice(1, 5)
      .map(({ at: instant }) => data.clock.iso(instant).slice(11, 16)),
    ["00:00", "01:00", "03:00", "04:00"],
  );
});

test("a drag and a resize add elapsed time, also over a change of the clocks", () => {
  const bookings = [booking(1, "2026-11-01T00:30:00-04:00", "2026-11-01T01:00:00-05:00")];
  const data = parseCalendar(answer("2026-11-01", { ...autumn, bookings }));
  const own = item(data, "booking-1");
  const dragged = proposeMove(data, own, { from: 2 * HOUR, to: 2 * HOUR });
  const longer = proposeMove(data, own, { to: 15 * MINUTE });

  assert.equal(data.clock.iso(dragged.start), "2026-11-01T01:30:00-05:00");
  assert.equal(dragged.end - dragged.start, 1.5 * HOUR);
  assert.equal(data.clock.iso(longer.end), "2026-11-01T01:15:00-05:00");
});

test("an instant is found again from its position", () => {
  const data = parseCalendar(answer("2026-11-01", autumn));

  for (const hours of [0, 1.5, 2.5, 24])
    assert.equal(instantAt(data, positionAt(data, data.start + hours * HOUR)), data.start + hours * HOUR);
});

test("a day is as wide as its opening hours; all of it if they are unknown", () => {
  const tuesday = (spans) => ({ alwaysOpen: false, hours: { tuesday: spans } });
  const open = (workingHours) => {
    const data = parseCalendar({ ...answer(DAY, plain), workingHours });
    const { start, end } = openTime(data);
    return [data.clock.iso(start).slice(11, 16), (end - start) / HOUR];
  };

  assert.deepEqual(open(undefined), ["00:00", 24]);
  assert.deepEqual(open({ alwaysOpen: true }), ["00:00", 24]);
  assert.deepEqual(open(tuesday([])), ["00:00", 24]);
  assert.deepEqual(open(tuesday([{ start: "06:00", end: "22:00" }])), ["06:00", 16]);
  assert.deepEqual(
    open(
      tuesday([
        { start: "15:00", end: "21:00" },
        { start: "07:30", end: "12:00" },
      ]),
    ),
    ["07:30", 13.5],
  );
  assert.deepEqual(open(tuesday([{ start: "18:00", end: "02:00" }])), ["18:00", 6]);
});

test("a drag or a resize counts only the booking's own time as free", () => {
  const ports = [
    port(1, [
      [at("00:00"), at("09:00")],
      [at("10:00"), at("12:00")],
    ]),
    port(2, [], false),
    port(3, [[at("00:00"), at("23:00")]]),
  ];
  const bookings = [booking(1, at("09:00"), at("10:00"))];
  const data = parseCalendar(answer(DAY, { ...plain, ports, bookings, now: at("08:00") }));
  const own = item(data, "booking-1");
  const iso = ({ start, end, row }) => [data.clock.iso(start), data.clock.iso(end), row];

  assert.deepEqual(iso(proposeMove(data, own, { from: HOUR / 2, to: HOUR / 2 })), [
    at("09:30"),
    at("10:30"),
    "1",
  ]);
  assert.deepEqual(iso(proposeMove(data, own, { to: 2 * HOUR })), [at("09:00"), at("12:00"), "1"]);
  assert.deepEqual(iso(proposeMove(data, own, { from: -HOUR / 4 })), [at("08:45"), at("10:00"), "1"]);
  assert.deepEqual(iso(proposeMove(data, own, { row: "3" })), [at("09:00"), at("10:00"), "3"]);
  assert.deepEqual(proposeMove(data, own, { to: 3 * HOUR }), { refused: "taken" });
  assert.deepEqual(proposeMove(data, own, { from: -2 * HOUR, to: -2 * HOUR }), { refused: "past" });
  assert.deepEqual(proposeMove(data, own, { row: "2" }), { refused: "closed" });
  assert.deepEqual(proposeMove(data, own, { row: UNKNOWN_ROW }), { refused: "unknown" });
});

test("a cell proposes an hour, or what is free of it; a free window its first hour", () => {
  const ports = [port(1, [[at("09:00"), at("11:30")]])];
  const data = parseCalendar(answer(DAY, { ...plain, ports }));
  const length = ({ start, end }) => (end - start) / MINUTE;

  assert.equal(length(proposeSlot(data, { row: "1", from: wall("09:00") })), 60);
  assert.equal(length(proposeSlot(data, { row: "1", from: wall("11:00") })), 30);
  assert.equal(length(proposeSlot(data, { row: "1", from: wall("09:00"), to: wall("11:15") })), 135);
  assert.deepEqual(proposeSlot(data, { row: "1", from: wall("12:00") }), { refused: "taken" });
  assert.equal(data.clock.iso(proposeFirstHour(data, data.free[0]).end), at("10:00"));
});

test("free time is split at midnight", () => {
  const body = answer(DAY, {
    ...plain,
    ports: [port(1, [[at("20:00"), at("03:00", "-05:00", "2026-11-25")]])],
  });
  const data = parseCalendar({ ...body, endBefore: "2026-11-26T00:00:00-05:00" });

  assert.deepEqual(data.days, [DAY, "2026-11-25"]);
  assert.deepEqual(
    data.free.map(({ start, end }) => (end - start) / HOUR),
    [4, 3],
  );
});

test("the left edge is the requested one, the opening of a day, or shortly before now", () => {
  const workingHours = { alwaysOpen: false, hours: { tuesday: [{ start: "07:00", end: "20:00" }] } };
  const day = (now) => parseCalendar({ ...answer(DAY, { ...plain, now }), workingHours });
  const edge = (data, requested) => edgeText(data, leftEdge(data, requested));

  assert.equal(edge(day(at("12:00")), "2026-11-24T03:15"), "2026-11-24T03:15");
  assert.equal(edge(day(at("12:00")), "2026-11-28T03:15"), "2026-11-24T07:00");
  assert.equal(edge(day(at("21:30")), null), "2026-11-24T20:30");
  assert.equal(edge(day(at("00:30")), null), "2026-11-24T00:00");
  assert.equal(edge(day("2026-11-20T12:00:00-05:00"), null), "2026-11-24T07:00");

  const week = (now) =>
    parseCalendar({ ...answer(DAY, { ...plain, now }), endBefore: "2026-12-01T00:00:00-05:00" });
  assert.equal(edge(week(at("12:00")), null), "2026-11-24T11:00");
  assert.equal(edge(week("2026-11-20T12:00:00-05:00"), null), "2026-11-24T06:00");
});
