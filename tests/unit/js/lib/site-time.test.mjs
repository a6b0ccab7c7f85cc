// Wall-clock arithmetic. Everything here must hold under any TZ: the browser's own zone takes no part.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addDays,
  clockOfWall,
  isDate,
  isOpen,
  MINUTE,
  minutesOf,
  offsetOf,
  offsetText,
  readTime,
  SiteClock,
  wallOf,
} from "../../../../public/js/lib/site-time.js";

const HOUR = 60 * MINUTE;

const newYorkSpring = new SiteClock("2026-03-08T00:00:00-05:00", [{ at: "2026-03-08T03:00:00-04:00" }]);
const newYorkAutumn = new SiteClock("2026-11-01T00:00:00-04:00", [{ at: "2026-11-01T01:00:00-05:00" }]);
const losAngelesSpring = new SiteClock("2026-03-08T00:00:00-08:00", [{ at: "2026-03-08T03:00:00-07:00" }]);
const losAngelesAutumn = new SiteClock("2026-11-01T00:00:00-07:00", [{ at: "2026-11-01T01:00:00-08:00" }]);
const kolkata = new SiteClock("2026-03-08T00:00:00+05:30");
const utc = new SiteClock("2026-03-08T00:00:00Z");

const starts = (clock, date, grid) =>
  Array.from({ length: (24 * 60) / grid }, (_, index) => wallOf(date, index * grid)).flatMap((wall) =>
    clock.instantsOf(wall),
  );

test("an offset is read from a time and written back", () => {
  assert.equal(offsetOf("2026-03-08T00:00:00-05:00"), -300);
  assert.equal(offsetOf("2026-03-08T00:00:00+05:30"), 330);
  assert.equal(offsetOf("2026-03-08T00:00:00Z"), 0);
  assert.deepEqual([-300, 330, 0, -570].map(offsetText), ["-05:00", "+05:30", "+00:00", "-09:30"]);
});

test("a time shows the clock that the API wrote", () => {
  const time = readTime("2026-11-23T09:00:00-05:00");

  assert.equal(clockOfWall(time.wall), "09:00");
  assert.equal(time.instant, Date.UTC(2026, 10, 23, 14));
});

for (const [name, clock, hours] of [
  ["New York in spring", newYorkSpring, 23],
  ["Los Angeles in spring", losAngelesSpring, 23],
]) {
  test(`${name}: the day has 23 hours, and the hour that is skipped is never offered`, () => {
    const { start, end } = clock.day("2026-03-08");
    const offered = starts(clock, "2026-03-08", 30);

    assert.equal((end - start) / HOUR, hours);
    assert.equal(offered.length, 46);
    assert.deepEqual(clock.instantsOf(wallOf("2026-03-08", minutesOf("02:30"))), []);
  });
}

for (const [name, clock, first] of [
  ["New York in autumn", newYorkAutumn, "2026-11-01T01:30:00-04:00"],
  ["Los Angeles in autumn", losAngelesAutumn, "2026-11-01T01:30:00-07:00"],
]) {
  test(`${name}: the day has 25 hours, and the hour that comes twice is offered twice`, () => {
    const { start, end } = clock.day("2026-11-01");
    const twice = clock.instantsOf(wallOf("2026-11-01", minutesOf("01:30")));

    assert.equal((end - start) / HOUR, 25);
    assert.equal(starts(clock, "2026-11-01", 30).length, 50);
    assert.equal(clock.iso(twice[0]), first);
    assert.equal(twice[1] - twice[0], HOUR);
  });
}

for (const [name, clock, date] of [
  ["New York, spring", newYorkSpring, "2026-03-08"],
  ["New York, autumn", newYorkAutumn, "2026-11-01"],
  ["Los Angeles, spring", losAngelesSpring, "2026-03-08"],
  ["Los Angeles, autumn", losAngelesAutumn, "2026-11-01"],
  ["a zone of half an hour", kolkata, "2026-03-08"],
  ["UTC", utc, "2026-03-08"],
]) {
  test(`${name}: every start of the day is written as the same instant that it is`, () => {
    for (const instant of starts(clock, date, 15)) {
      const written = clock.iso(instant);

      assert.equal(Date.parse(written), instant);
      assert.equal(written.slice(0, 10), date);
      assert.equal(Number(written.slice(14, 16)) % 15, 0);
    }
  });
}

test("the days before and after a change are whole days", () => {
  for (const [clock, before, after] of [
    [
      new SiteClock("2026-03-07T00:00:00-05:00", [{ at: "2026-03-08T03:00:00-04:00" }]),
      "2026-03-07",
      "2026-03-09",
    ],
    [
      new SiteClock("2026-10-31T00:00:00-04:00", [{ at: "2026-11-01T01:00:00-05:00" }]),
      "2026-10-31",
      "2026-11-02",
    ],
  ]) {
    for (const date of [before, after]) {
      const { start, end } = clock.day(date);

      assert.equal((end - start) / HOUR, 24);
      assert.equal(clock.dateAt(start), date);
      assert.equal(clock.dateAt(end - 1), date);
    }
  }
});

test("where the clocks skip midnight, the day starts at the change", () => {
  const beirut = new SiteClock("2026-03-28T00:00:00+02:00", [{ at: "2026-03-29T01:00:00+03:00" }]);

  assert.equal(beirut.iso(beirut.startOfDay("2026-03-29")), "2026-03-29T01:00:00+03:00");
  assert.equal(beirut.day("2026-03-28").end, beirut.day("2026-03-29").start);
});

test("a change is found on its own day only", () => {
  const { start, end } = newYorkSpring.day("2026-03-08");
  const next = newYorkSpring.day("2026-03-09");

  assert.equal(newYorkSpring.iso(newYorkSpring.changeIn(start, end)), "2026-03-08T03:00:00-04:00");
  assert.equal(newYorkSpring.changeIn(next.start, next.end), undefined);
});

test("dates count across months and leap years, and only real ones are dates", () => {
  assert.equal(addDays("2026-12-31", 1), "2027-01-01");
  assert.equal(addDays("2028-03-01", -1), "2028-02-29");
  assert.deepEqual(["2026-02-29", "2026-2-9", "", "2028-02-29"].map(isDate), [false, false, false, true]);
});

test("opening hours cover a window only as a whole, past midnight too", () => {
  const daily = { alwaysOpen: false, hours: { sunday: [{ start: "06:00", end: "22:00" }] } };
  const nightly = { alwaysOpen: false, hours: { sunday: [{ start: "20:00", end: "04:00" }] } };
  const [sunday, at] = ["2026-03-08", (clock) => wallOf("2026-03-08", minutesOf(clock))];

  assert.equal(isOpen(daily, at("06:00"), at("22:00")), true);
  assert.equal(isOpen(daily, at("21:30"), at("22:30")), false);
  assert.equal(isOpen(daily, at("05:30"), at("06:30")), false);
  assert.equal(isOpen(nightly, at("23:00"), wallOf(addDays(sunday, 1), 180)), true);
  assert.equal(isOpen({ alwaysOpen: true }, at("03:00"), at("04:00")), true);
  assert.equal(isOpen(undefined, at("03:00"), at("04:00")), true);
});
