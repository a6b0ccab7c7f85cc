// Which starts are offered, and what is asked of the server.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  joinAvailability,
  slotsFor,
  readAvailability,
  bookingRequestBody,
} from "../../../../public/js/time-picker/slots.js";

const site = {
  id: 101,
  ports: [
    { evseId: 1, maxPowerKw: 150, connectors: [{ type: "ccs1" }] },
    { evseId: 2, maxPowerKw: 50, connectors: [{ type: "nacs" }] },
    { evseId: 3, maxPowerKw: 50, connectors: [{ type: "nacs" }] },
  ],
};

const body = (ports, more = {}) => ({
  startAfter: "2026-11-23T00:00:00-05:00",
  endBefore: "2026-11-30T00:00:00-05:00",
  earliestStart: "2026-11-23T08:10:00-05:00",
  latestEnd: "2026-12-23T00:00:00-05:00",
  ports: Object.entries(ports).map(([id, windows]) => ({
    evseId: Number(id),
    availableSlots: windows.map(([startAt, endAt]) => ({ startAt, endAt })),
  })),
  ...more,
});

const choice = {
  minutes: 60,
  connector: "",
  kw: 0,
  date: "2026-11-23",
  start: null,
  evse: null,
  email: " a@b.c ",
};
const on23 = (clock) => `2026-11-23T${clock}:00-05:00`;
const clocks = ({ clock, starts }) => starts.map(({ start }) => clock.iso(start).slice(11, 16));
const plan = (ports, change = {}, more = {}) =>
  slotsFor(site, readAvailability(body(ports, more)), { ...choice, ...change });

test("a start is offered only if the whole booking fits in one window", () => {
  const ports = {
    1: [
      [on23("08:10"), on23("10:00")],
      [on23("10:15"), on23("11:15")],
    ],
  };

  assert.deepEqual(clocks(plan(ports)), ["08:30", "09:00"]);
  assert.deepEqual(clocks(plan(ports, { minutes: 15 })).length, 11);
  assert.deepEqual(clocks(plan(ports, { minutes: 120 })), []);
});

test("only ports with the plug and the power count, and none that cannot be booked", () => {
  const ports = { 1: [[on23("09:00"), on23("10:00")]], 2: [[on23("12:00"), on23("13:00")]] };

  assert.deepEqual(clocks(plan(ports)), ["09:00", "12:00"]);
  assert.deepEqual(clocks(plan(ports, { connector: "nacs" })), ["12:00"]);
  assert.deepEqual(clocks(plan(ports, { kw: 100 })), ["09:00"]);
  assert.deepEqual(
    plan(ports).ports.map(({ evseId }) => evseId),
    [1, 2],
  );
});

test("a chosen start off the grid is offered beside the others", () => {
  const ports = { 1: [[on23("09:10"), on23("11:00")]] };
  const chosen = plan(ports, { start: Date.parse(on23("09:10")) });

  assert.deepEqual(clocks(chosen), ["09:10", "09:30", "10:00"]);
  assert.equal(chosen.start.start, Date.parse(on23("09:10")));
});

test("a chosen start that is free no more is no start", () => {
  const ports = { 1: [[on23("10:00"), on23("11:00")]] };

  assert.equal(plan(ports, { start: Date.parse(on23("09:00")) }).start, null);
});

test("a day that says nothing of itself gives way to the first with a start", () => {
  const ports = { 1: [["2026-11-25T09:00:00-05:00", "2026-11-25T10:00:00-05:00"]] };
  const found = plan(ports, { date: null });

  assert.equal(found.date, "2026-11-25");
  assert.deepEqual(
    found.days.map(({ starts }) => starts.length),
    [0, 0, 1, 0, 0, 0, 0],
  );
});

test("the next free start is after a day without any, and the first of all otherwise", () => {
  const on = (date) => [`${date}T09:00:00-05:00`, `${date}T10:00:00-05:00`];
  const ports = { 1: [on("2026-11-24"), on("2026-11-26")] };
  const nextAfter = (date) => plan(ports, { date }).nextFree.date;

  assert.equal(nextAfter("2026-11-25"), "2026-11-26");
  assert.equal(nextAfter("2026-11-26"), "2026-11-24");
  assert.equal(nextAfter("2026-11-28"), "2026-11-24");
  assert.equal(plan({ 1: [] }).nextFree, null);
});

test("the port wanted is known before a start is chosen, unless it lacks the plug", () => {
  const ports = { 1: [], 2: [] };

  assert.equal(plan(ports, { evse: 2 }).wanted.evseId, 2);
  assert.equal(plan(ports, { evse: 2, connector: "ccs1" }).wanted, null);
});

test("days before the first and after the last that can be booked are not shown", () => {
  const more = { earliestStart: "2026-11-25T00:05:00-05:00", latestEnd: "2026-11-27T12:00:00-05:00" };

  assert.deepEqual(
    plan({ 1: [] }, {}, more).days.map(({ date }) => date),
    ["2026-11-25", "2026-11-26", "2026-11-27"],
  );
});

test("windows that touch at midnight are one when two answers are joined", () => {
  const midnight = "2026-11-30T00:00:00-05:00";
  const week = readAvailability(body({ 1: [["2026-11-29T22:00:00-05:00", midnight]] }));
  const next = readAvailability(
    body(
      { 1: [[midnight, "2026-11-30T02:00:00-05:00"]] },
      { startAfter: midnight, endBefore: "2026-12-01T00:00:00-05:00" },
    ),
  );
  const joined = slotsFor(site, joinAvailability(week, next), {
    ...choice,
    minutes: 180,
    date: "2026-11-29",
  });

  assert.deepEqual(clocks(joined), ["22:00", "22:30", "23:00"]);
  assert.equal(joined.days.length, 7);
});

test("in the hour that comes twice both starts are offered, and their hours are true", () => {
  const more = {
    startAfter: "2026-11-01T00:00:00-04:00",
    endBefore: "2026-11-08T00:00:00-05:00",
    earliestStart: "2026-11-01T00:00:00-04:00",
    offsetChanges: [{ at: "2026-11-01T01:00:00-05:00" }],
  };
  const ports = { 1: [["2026-11-01T01:00:00-04:00", "2026-11-01T02:00:00-05:00"]] };
  const { clock, starts } = plan(ports, { date: "2026-11-01" }, more);

  assert.deepEqual(
    starts.map(({ start }) => clock.iso(start)),
    ["2026-11-01T01:00:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-01T01:00:00-05:00"],
  );
  assert.ok(starts.every(({ needsZone }) => needsZone));
});

test("the request names the port that was chosen, or what any port must meet", () => {
  const ports = { 1: [[on23("09:00"), on23("10:00")]] };
  const start = Date.parse(on23("09:00"));
  const named = { ...choice, start, evse: 1 };
  const any = { ...choice, start, connector: "ccs1", kw: 50 };

  assert.deepEqual(bookingRequestBody(site, plan(ports, named), named), {
    locationId: 101,
    evseId: 1,
    startAt: on23("09:00"),
    endAt: on23("10:00"),
    email: "a@b.c",
  });
  assert.deepEqual(bookingRequestBody(site, plan(ports, any), any).evseCriteria, {
    connectorType: "ccs1",
    minPower: 50,
  });
});

test("without a plug that all ports have, there is no request until a port is chosen", () => {
  const hour = [on23("09:00"), on23("10:00")];
  const start = Date.parse(hour[0]);
  const unknown = { ...choice, start };
  const asked = (ports) => bookingRequestBody(site, plan(ports, unknown), unknown);

  assert.equal(asked({ 1: [hour], 2: [hour] }), null);
  assert.deepEqual(asked({ 2: [hour], 3: [hour] }).evseCriteria, { connectorType: "nacs" });
});

test("of a sign's port alone the starts are counted", () => {
  const ports = { 1: [[on23("09:00"), on23("10:00")]], 2: [[on23("12:00"), on23("14:00")]] };

  const { ports: shown, days } = plan(ports, { scanned: 1 });

  assert.deepEqual(
    shown.map(({ evseId }) => evseId),
    [1],
  );
  assert.equal(days[0].starts.length, 1);
});
