// The bookings that this browser knows. Node has no localStorage, so this is also a browser that forbids it.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import {
  saveBooking,
  savedBookings,
  removeCachedBooking,
  removeSavedBooking,
  cacheBooking,
  cachedBooking,
  updateSavedBooking,
} from "../../../../public/js/booking/saved-bookings.js";
import { browser } from "../../../../public/js/state/storage.js";

const NOW = Date.parse("2026-11-23T12:00:00-05:00");
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

const booking = (reference, hours) => ({
  reference,
  site: "Riverfront",
  startAt: new Date(NOW + hours * HOUR).toISOString(),
  endAt: new Date(NOW + (hours + 1) * HOUR).toISOString(),
});
const answer = (id, hours) => ({ ...booking(id, hours), id, site: { name: "Riverfront" }, actions: {} });
const listed = (now = NOW) => savedBookings(now).map(({ reference }) => reference);

beforeEach(() => {
  mock.timers.reset();
  browser.forget("bookings");
  browser.forget("answers");
});

test("the next booking stands first, and what is over comes last", () => {
  for (const [name, hours] of [
    ["yesterday", -20],
    ["later", 30],
    ["now", -0.5],
    ["next", 2],
  ])
    saveBooking(booking(name, hours));

  assert.deepEqual(listed(), ["now", "next", "later", "yesterday"]);
});

test("twenty are kept, and the oldest gives way", () => {
  for (let index = 0; index < 22; index += 1) saveBooking(booking(`b${index}`, index));

  assert.equal(listed().length, 20);
  assert.ok(!listed().includes("b1"));
  assert.ok(listed().includes("b2"));
});

test("what is over is dropped after three days", () => {
  saveBooking(booking("old", 0));

  assert.deepEqual(listed(NOW + 3 * DAY), ["old"]);
  assert.deepEqual(listed(NOW + 3 * DAY + HOUR), []);
});

test("a booking sent twice stands there once, and a moved one at its new time", () => {
  saveBooking(booking("a", 1));
  saveBooking(booking("a", 1));
  updateSavedBooking(booking("a", 5));
  updateSavedBooking(booking("foreign", 5));

  assert.deepEqual(savedBookings(NOW), [booking("a", 5)]);
});

test("what is forgotten is gone, and the rest stays", () => {
  saveBooking(booking("a", 1));
  saveBooking(booking("b", 2));
  removeSavedBooking("a");

  assert.deepEqual(listed(), ["b"]);
});

test("what others wrote under our name does no harm", () => {
  for (const foreign of [
    {},
    "x",
    [null, 3, { reference: 1 }, { reference: "a", site: "b" }, booking("good", 1)],
  ]) {
    browser.remember("bookings", foreign);

    assert.deepEqual(listed(), Array.isArray(foreign) ? ["good"] : []);
  }
});

test("the last response about a booking is stored with its time", () => {
  cacheBooking(answer("a", 1), NOW);
  cacheBooking(answer("b", 1), NOW + 1);
  cacheBooking(answer("a", 5), NOW + 2);

  assert.deepEqual(cachedBooking("a", NOW), { booking: answer("a", 5), readAt: NOW + 2 });
  assert.equal(cachedBooking("c", NOW), null);
});

test("the last twenty responses are stored, each until three days after its booking", () => {
  for (let index = 0; index < 21; index += 1) cacheBooking(answer(`b${index}`, index), NOW);
  cacheBooking(answer("b1", 1), NOW);
  cacheBooking(answer("new", 1), NOW);

  assert.deepEqual(
    ["b0", "b1", "b2", "b3", "new"].map((id) => cachedBooking(id, NOW) !== null),
    [false, true, false, true, true],
  );
  assert.equal(browser.recall("answers").length, 20);
  assert.equal(cachedBooking("b1", NOW + 3 * DAY + 3 * HOUR), null);
});

test("an answer that was dropped, or whose booking was forgotten, is gone", () => {
  mock.timers.enable({ apis: ["Date"], now: NOW });
  for (const id of ["a", "b", "c"]) cacheBooking(answer(id, 1), NOW);
  removeCachedBooking("a");
  removeSavedBooking("b");

  assert.deepEqual(
    browser.recall("answers").map(({ booking: { id } }) => id),
    ["c"],
  );
});

test("what others wrote in the place of answers is none", () => {
  const whole = { booking: answer("a", 1), readAt: NOW };
  for (const foreign of [
    {},
    "x",
    [
      null,
      3,
      { booking: "a", readAt: NOW },
      { ...whole, readAt: "noon" },
      { ...whole, booking: { id: "a" } },
    ],
  ]) {
    browser.remember("answers", foreign);

    assert.equal(cachedBooking("a", NOW), null);
  }
});
