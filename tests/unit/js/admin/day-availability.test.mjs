// What is free at a site, for a booking that moves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, readDayAvailability } from "../../../../public/js/admin/day-availability.js";

const at = (clock) => `2026-11-26T${clock}:00-05:00`;
const time = (start, end) => ({ start: Date.parse(at(start)), end: Date.parse(at(end)) });
const body = {
  startAfter: at("00:00"),
  endBefore: "2026-11-27T00:00:00-05:00",
  now: at("06:00"),
  ports: [
    { evseId: 1, bookable: true, availableSlots: [{ startAt: at("06:00"), endAt: at("09:00") }] },
    { evseId: 2, bookable: true, availableSlots: [{ startAt: at("08:00"), endAt: at("12:00") }] },
    { evseId: 3, bookable: false, availableSlots: [] },
  ],
};
const own = { evseIds: [1], startAt: at("09:00"), endAt: at("10:00") };

test("a booking's own time counts as free, on its own port alone", () => {
  const [before, moving] = [readDayAvailability(body), readDayAvailability(body, own)];

  assert.equal(fits(before, 1, time("08:30", "09:30")), "taken");
  assert.equal(fits(moving, 1, time("08:30", "09:30")), "free");
  assert.equal(fits(moving, 1, time("09:30", "10:30")), "taken");
  assert.equal(fits(moving, 2, time("07:30", "08:30")), "taken");
});

test("of its own time only what is still to come counts", () => {
  const started = readDayAvailability(body, { ...own, startAt: at("05:00"), endAt: at("06:30") });

  assert.equal(fits(started, 1, time("05:30", "06:15")), "taken");
  assert.equal(fits(started, 1, time("06:00", "09:00")), "free");
});

test("any port will do where none was chosen", () => {
  const picture = readDayAvailability(body);

  assert.equal(fits(picture, null, time("10:00", "11:00")), "free");
  assert.equal(fits(picture, null, time("07:00", "10:00")), "taken");
});

test("beyond the picture nothing is claimed", () => {
  assert.equal(
    fits(readDayAvailability(body), 2, { ...time("11:00", "12:00"), end: Date.parse(at("12:00")) + 9e7 }),
    "unseen",
  );
});

test("ports that cannot be booked are not offered", () => {
  assert.deepEqual(
    readDayAvailability(body).ports.map(({ evseId }) => evseId),
    [1, 2],
  );
});
