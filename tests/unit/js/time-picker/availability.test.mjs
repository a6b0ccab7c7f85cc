// The seven days that are shown, also when the first of them is over.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { WeekAvailability } from "../../../../public/js/time-picker/availability.js";
import { addDays } from "../../../../public/js/lib/site-time.js";

const FIRST = "2026-11-23";
const asked = () => fetch.mock.calls.map(({ arguments: [path] }) => path.split("?")[1]);

/** Answer as the server does: a day that is over is refused, and without a date the first that can be booked is meant. */
function serve(today, firstDay = today) {
  mock.restoreAll();
  mock.method(globalThis, "fetch", async (path) => {
    const query = new URLSearchParams(path.split("?")[1]);
    const date = query.get("date") ?? firstDay;
    const status = date < today ? 422 : 200;
    const body = {
      startAfter: `${date}T00:00:00-05:00`,
      endBefore: `${addDays(date, Number(query.get("days")))}T00:00:00-05:00`,
      earliestStart: `${firstDay}T00:05:00-05:00`,
      latestEnd: "2026-12-23T00:00:00-05:00",
      ports: [],
    };
    const problem = { type: "urn:problem:invalid-request" };
    return new Response(JSON.stringify(status === 200 ? body : problem), {
      status,
      headers: { "Content-Type": "application/json" },
    });
  });
}

let week;
beforeEach(() => {
  week = new WeekAvailability(101);
});

test("days that begin before the first that can be booked are read again from there", async () => {
  serve(FIRST, "2026-11-24");

  assert.equal(await week.load(FIRST), true);

  assert.deepEqual([week.firstDay, week.lastDay], ["2026-11-24", "2026-11-30"]);
  assert.equal(week.hasEarlier, false);
  assert.deepEqual(asked(), ["date=2026-11-23&days=7", "date=2026-11-24&days=7"]);
});

test("a page that is open over midnight goes on with the new day", async () => {
  serve(FIRST);
  await week.load(FIRST);
  serve("2026-11-24");

  await week.refresh();

  assert.deepEqual([week.firstDay, week.lastDay], ["2026-11-24", "2026-11-30"]);
  assert.deepEqual(asked(), ["date=2026-11-23&days=7", "days=7"]);
});

test("a week that can be booked whole is read once", async () => {
  serve(FIRST);

  await week.load(FIRST);
  await week.refresh();

  assert.deepEqual(asked(), ["date=2026-11-23&days=7", "date=2026-11-23&days=7"]);
});

test("a refresh that fails otherwise says so, and keeps what was read", async () => {
  serve(FIRST);
  await week.load(FIRST);
  mock.restoreAll();
  mock.method(globalThis, "fetch", async () => {
    throw new TypeError("lost");
  });

  await assert.rejects(week.refresh(), { type: "network" });

  assert.equal(week.firstDay, FIRST);
});
