// The picture of a day, true to the hour also when the clocks change.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SiteClock } from "../../../../public/js/lib/site-time.js";
import {
  freeIntervalsIn,
  hourTicks,
  positionIn,
} from "../../../../public/js/time-picker/timeline-geometry.js";

const HOUR = 3_600_000;
const DAYS = {
  plain: { date: "2026-11-24", clock: new SiteClock("2026-11-24T00:00:00-05:00"), hours: 24 },
  spring: {
    date: "2026-03-08",
    clock: new SiteClock("2026-03-08T00:00:00-05:00", [{ at: "2026-03-08T03:00:00-04:00" }]),
    hours: 23,
  },
  autumn: {
    date: "2026-11-01",
    clock: new SiteClock("2026-11-01T00:00:00-04:00", [{ at: "2026-11-01T01:00:00-05:00" }]),
    hours: 25,
  },
};

for (const [name, { date, clock, hours }] of Object.entries(DAYS)) {
  test(`a ${name} day is ${hours} hours long, and each mark stands at its true share`, () => {
    const day = clock.day(date);
    const before = Number(clock.iso(day.start).slice(20, 22)) - Number(clock.iso(day.end).slice(20, 22));

    assert.equal((day.end - day.start) / HOUR, hours);
    assert.deepEqual(
      hourTicks(clock, date).map(({ instant }) => Math.round(positionIn(day, instant) * hours)),
      [0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (hour === 0 ? 0 : hour - before)),
    );
  });
}

test("where midnight comes twice both are marked, and where it is skipped none is", () => {
  const twice = new SiteClock("2026-10-31T00:00:00-04:00", [{ at: "2026-11-01T00:00:00-05:00" }]);
  const skipped = new SiteClock("2026-03-07T00:00:00-04:00", [{ at: "2026-03-08T01:00:00-03:00" }]);

  assert.deepEqual(
    hourTicks(twice, "2026-11-01").map(({ hour }) => hour),
    [0, 0, 3, 6, 9, 12, 15, 18, 21],
  );
  assert.deepEqual(
    hourTicks(skipped, "2026-03-08").map(({ hour }) => hour),
    [3, 6, 9, 12, 15, 18, 21],
  );
});

test("of a port's free windows only what lies in the day is shown", () => {
  const { date, clock } = DAYS.plain;
  const day = clock.day(date);
  const from = (hour, until) => ({ start: day.start + hour * HOUR, end: day.start + until * HOUR });

  assert.deepEqual(
    freeIntervalsIn(day, { windows: [from(-5, 2), from(9, 10), from(22, 30), from(24, 25)] }),
    [from(0, 2), from(9, 10), from(22, 24)],
  );
});
