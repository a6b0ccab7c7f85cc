// The pilot's goals of a report, its days, and its figures as CSV.

import assert from "node:assert/strict";
import { test } from "node:test";
import { goalsOf, isReadable } from "../../../../public/js/admin/report-goals.js";
import { reportCsv } from "../../../../public/js/admin/report-csv.js";

const SITE = { id: 101, name: "Riverfront Garage" };
const REPORT = {
  from: "2026-03-01",
  to: "2026-03-31",
  now: "2026-03-31T12:00:00-04:00",
  bookings: { total: 30, byStatus: { completed: 25, "no-show": 5 } },
  completion: { due: 30, completed: 25 },
  noShows: 5,
  declined: [{ reason: 'Busy, "full"', count: 2 }, { count: 1 }],
  changes: { byDriver: 3, byStaff: 1, elsewhere: 0 },
  doubleBookings: [],
  withoutPort: 0,
  decision: { count: 30, medianSeconds: 1, p95Seconds: 4, shareUnder5s: 0.97 },
  staffTouched: { bookings: 4, sites: 1, weeks: 4.43, perSiteAndWeek: 0.9 },
  ports: [{ evseId: 5001, label: "A1", site: SITE, bookedHours: 12.5, openHours: 200 }],
};

const metOf = (report) => Object.fromEntries(goalsOf(report).map(({ name, isMet }) => [name, isMet]));
const lineOf = (report, start) =>
  reportCsv(report)
    .split("\r\n")
    .find((line) => line.startsWith(start));

test("goals: 25 charges, no double-bookings, decisions under 5 s, staff under 2", () => {
  assert.deepEqual(metOf(REPORT), { completion: true, double: true, decision: true, staff: true });
});

test("each goal is missed at its limit", () => {
  const missed = {
    ...REPORT,
    completion: { due: 30, completed: 24 },
    doubleBookings: [{ evseId: 5001, label: "A1", site: SITE, bookingIds: [1, 2] }],
    decision: { ...REPORT.decision, p95Seconds: 5 },
    staffTouched: { ...REPORT.staffTouched, perSiteAndWeek: 2 },
  };

  assert.deepEqual(metOf(missed), { completion: false, double: false, decision: false, staff: false });
});

test("what is not known is neither met nor missed", () => {
  const unknown = {
    ...REPORT,
    doubleBookings: undefined,
    decision: { count: 0 },
    staffTouched: { bookings: 0, sites: 0, weeks: 0 },
  };

  assert.deepEqual(metOf(unknown), { completion: true, double: null, decision: null, staff: null });
  assert.deepEqual(
    goalsOf(unknown).map(({ value }) => value),
    [25, null, null, null],
  );
});

test("92 days in order can be asked for", () => {
  assert.equal(isReadable("2026-03-01", "2026-03-01"), true);
  assert.equal(isReadable("2026-03-01", "2026-05-31"), true);
  assert.equal(isReadable("2026-03-01", "2026-06-01"), false);
  assert.equal(isReadable("2026-03-02", "2026-03-01"), false);
});

test("a figure is a line of the file, which starts with the mark that Excel needs", () => {
  const file = reportCsv(REPORT);

  assert.ok(file.startsWith("\ufefffigure,site,item,value\r\nfrom,,,2026-03-01\r\n"));
  assert.ok(file.endsWith("open-hours,Riverfront Garage,A1,200\r\n"));
  assert.equal(lineOf(REPORT, "bookings,,no-show"), "bookings,,no-show,5");
  assert.equal(lineOf(REPORT, "declined"), 'declined,,"Busy, ""full""",2');
});

test("no cell of the file is a formula, whichever separator is used", () => {
  const named = (name) => ({ ...REPORT, site: { id: 1, name } });

  for (const [name, cell] of [
    ["=1+1", `"'=1+1"`],
    ["+1", `"'+1"`],
    [" -1", `"'-1"`],
    ["＝1", `"'＝1"`],
    ["a;=1", `"a;'=1"`],
    ["a\r\n=1", "a =1"],
  ]) {
    assert.equal(lineOf(named(name), "bookings,"), `bookings,${cell},total,30`);
  }
});
