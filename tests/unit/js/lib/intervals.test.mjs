// What is free for a booking that moves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { withOwnSlotFree } from "../../../../public/js/lib/intervals.js";

const at = (clock, day = 23) => `2026-11-${day}T${clock}:00-05:00`;
const slot = (from, to) => ({ startAt: at(from), endAt: at(to) });
const answer = (slots, more = {}) => ({
  startAfter: at("00:00"),
  endBefore: at("00:00", 30),
  earliestStart: at("08:00"),
  latestEnd: "2026-12-23T00:00:00-05:00",
  ports: [
    { evseId: 1, availableSlots: slots },
    { evseId: 2, availableSlots: [slot("09:00", "10:00")] },
  ],
  ...more,
});
const booking = (from, to) => ({ port: { evseId: 1 }, ...slot(from, to) });

test("the booking's own time joins what is free beside it, on its own port alone", () => {
  const body = withOwnSlotFree(
    answer([slot("08:00", "09:00"), slot("10:00", "11:00")]),
    booking("09:00", "10:00"),
  );

  assert.deepEqual(body.ports, [{ evseId: 1, availableSlots: [slot("08:00", "11:00")] }]);
});

test("between other bookings it is free alone", () => {
  const body = withOwnSlotFree(answer([slot("12:00", "13:00")]), booking("09:00", "10:00"));

  assert.deepEqual(body.ports[0].availableSlots, [slot("09:00", "10:00"), slot("12:00", "13:00")]);
});

test("of its own time only what can still be booked is free", () => {
  const body = withOwnSlotFree(answer([]), booking("07:30", "09:00"));
  const gone = withOwnSlotFree(answer([]), booking("06:00", "07:00"));

  assert.deepEqual(body.ports[0].availableSlots, [slot("08:00", "09:00")]);
  assert.deepEqual(gone.ports[0].availableSlots, []);
});

test("past the end of the answer it stops, so that the next answer joins on", () => {
  const body = withOwnSlotFree(answer([], { endBefore: at("09:30") }), booking("09:00", "10:00"));

  assert.deepEqual(body.ports[0].availableSlots, [slot("09:00", "09:30")]);
});

test("a port that is full, or not named, still has the booking's own time", () => {
  const body = withOwnSlotFree({ ...answer([]), ports: [] }, booking("09:00", "10:00"));

  assert.deepEqual(body.ports, [{ evseId: 1, availableSlots: [slot("09:00", "10:00")] }]);
});
