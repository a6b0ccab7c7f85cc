// The bookings that this browser knows. Node has no localStorage, so this is also a browser that forbids it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { addToDevice, deviceBookings, forgetOnDevice, updateOnDevice } from "../../public/js/lib/device.js";
import { browser } from "../../public/js/lib/store.js";

const NOW = Date.parse("2026-11-23T12:00:00-05:00");
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

const booking = (reference, hours) => ({
  reference,
  site: "Riverfront",
  startAt: new Date(NOW + hours * HOUR).toISOString(),
  endAt: new Date(NOW + (hours + 1) * HOUR).toISOString(),
});
const listed = (now = NOW) => deviceBookings(now).map(({ reference }) => reference);

beforeEach(() => browser.forget("bookings"));

test("the next booking stands first, and what is over comes last", () => {
  for (const [name, hours] of [
    ["yesterday", -20],
    ["later", 30],
    ["now", -0.5],
    ["next", 2],
  ])
    addToDevice(booking(name, hours));

  assert.deepEqual(listed(), ["now", "next", "later", "yesterday"]);
});

test("twenty are kept, and the oldest gives way", () => {
  for (let index = 0; index < 22; index += 1) addToDevice(booking(`b${index}`, index));

  assert.equal(listed().length, 20);
  assert.ok(!listed().includes("b1"));
  assert.ok(listed().includes("b2"));
});

test("what is over is dropped after three days", () => {
  addToDevice(booking("old", 0));

  assert.deepEqual(listed(NOW + 3 * DAY), ["old"]);
  assert.deepEqual(listed(NOW + 3 * DAY + HOUR), []);
});

test("a booking sent twice stands there once, and a moved one at its new time", () => {
  addToDevice(booking("a", 1));
  addToDevice(booking("a", 1));
  updateOnDevice(booking("a", 5));
  updateOnDevice(booking("foreign", 5));

  assert.deepEqual(deviceBookings(NOW), [booking("a", 5)]);
});

test("what is forgotten is gone, and the rest stays", () => {
  addToDevice(booking("a", 1));
  addToDevice(booking("b", 2));
  forgetOnDevice("a");

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
