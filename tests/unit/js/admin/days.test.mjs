// Today, this week and next week, by the clock of a site.

import assert from "node:assert/strict";
import { test } from "node:test";
import { daysBetween, presetDays, todayIn, weekOf, zoneOf } from "../../../../public/js/admin/days.js";

test("today is the site's, whatever day the browser has", () => {
  const now = Date.parse("2026-11-24T03:00:00Z");

  assert.equal(todayIn("America/Detroit", now), "2026-11-23");
  assert.equal(todayIn("Asia/Kolkata", now), "2026-11-24");
  assert.equal(todayIn("Nowhere/Atall", now), "2026-11-24");
});

test("a week goes from Monday to Sunday", () => {
  assert.deepEqual(weekOf("2026-11-23"), { from: "2026-11-23", to: "2026-11-29" });
  assert.deepEqual(weekOf("2026-11-29"), { from: "2026-11-23", to: "2026-11-29" });
  assert.deepEqual(weekOf("2026-12-29", 1), { from: "2027-01-04", to: "2027-01-10" });
});

test("days are meant in the zone of the site, else of most sites", () => {
  const sites = ["America/Chicago", "America/Detroit", "America/Detroit"].map((timezone, index) => ({
    id: index + 1,
    timezone,
  }));

  assert.equal(zoneOf(sites, 1), "America/Chicago");
  assert.equal(zoneOf(sites, null), "America/Detroit");
  assert.equal(zoneOf([], null), "UTC");
});

test("a preset of the list means these days", () => {
  const days = (/** @type {string} */ preset) => Object.values(presetDays(preset, "2026-03-01")); // a Sunday

  assert.deepEqual(days("yesterday"), ["2026-02-28", "2026-02-28"]);
  assert.deepEqual(days("today"), ["2026-03-01", "2026-03-01"]);
  assert.deepEqual(days("tomorrow"), ["2026-03-02", "2026-03-02"]);
  assert.deepEqual(days("last-week"), ["2026-02-16", "2026-02-22"]);
  assert.deepEqual(days("this-week"), ["2026-02-23", "2026-03-01"]);
  assert.deepEqual(days("next-week"), ["2026-03-02", "2026-03-08"]);
  assert.deepEqual(days("next-7-days"), ["2026-03-01", "2026-03-07"]);
  assert.deepEqual(days("any"), [null, null]);
});

test("days between two dates count both, also over a clock change; none without both", () => {
  assert.equal(daysBetween("2026-03-08", "2026-03-08"), 1);
  assert.equal(daysBetween("2026-03-01", "2026-03-31"), 31);
  assert.equal(daysBetween("2026-10-15", "2026-11-15"), 32);
  assert.equal(daysBetween(null, "2026-11-15"), 0);
  assert.equal(daysBetween("2026-11-15", null), 0);
});
