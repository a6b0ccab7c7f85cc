// What a tab remembers. Node has no sessionStorage, so this is also the page in a browser that forbids it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bookingFormUrl, restoreDraft, siteIdOf } from "../../../../public/js/state/draft.js";
import { rememberEmail, rememberPlug } from "../../../../public/js/state/device.js";
import { remember } from "../../../../public/js/state/storage.js";

const RULES = { defaultMinutes: "60", minMinutes: "15", maxMinutes: "720" };
test("a link fills the form in", () => {
  const link = "?id=1&evse=5001&date=2026-11-26&from=09:30&minutes=45&connector=ccs1&kw=50";
  const { choice, unusable } = restoreDraft(1, link, RULES);

  assert.deepEqual(unusable, []);
  assert.equal(choice.evse, 5001);
  assert.deepEqual(
    [choice.date, choice.from, choice.minutes, choice.connector, choice.kw],
    ["2026-11-26", "09:30", 45, "ccs1", 50],
  );
});

test("what a link says wrong is named and leaves the usual", () => {
  const link = "?id=1&evse=-1&date=2026-02-30&from=25:00&minutes=725&connector=<b>&kw=lots";
  const { choice, unusable } = restoreDraft(1, link, RULES);

  assert.deepEqual(unusable.sort(), ["connector", "date", "evse", "from", "kw", "minutes"]);
  assert.deepEqual([choice.minutes, choice.date, choice.evse], [60, null, null]);
});

test("a power beyond any charger makes no sense", () => {
  assert.deepEqual(restoreDraft(1, "?kw=10000", RULES).unusable, ["kw"]);
  assert.equal(restoreDraft(1, "?kw=3750", RULES).choice.kw, 3750);
});

test("a parameter that is not ours is no matter, and of two alike the first counts", () => {
  const { choice, unusable } = restoreDraft(
    1,
    "?evse=5001&evse=x&start=7&email=a%40b.c&week=now&utm=1",
    RULES,
  );

  assert.deepEqual(unusable, []);
  assert.deepEqual([choice.evse, choice.start, choice.email, choice.week], [5001, null, "", null]);
});

test("what the tab remembers fills in what the link leaves open", () => {
  remember("choice:2", {
    email: "driver@example.com",
    minutes: 30,
    date: "2026-11-26",
    from: "09:00",
    start: 7,
  });

  const same = restoreDraft(2, "?id=2&date=2026-11-26&from=09:00", RULES).choice;
  const other = restoreDraft(2, "?id=2&date=2026-11-26&from=10:00", RULES).choice;

  assert.deepEqual([same.email, same.minutes, same.start], ["driver@example.com", 30, 7]);
  assert.equal(other.start, null);
});

test("a site's id is a whole number above zero", () => {
  assert.deepEqual(["?id=101", "?id=0", "?id=7abc", "?id=../1", ""].map(siteIdOf), [
    101,
    null,
    null,
    null,
    null,
  ]);
});

test("a link leaves out what was not chosen", () => {
  assert.equal(
    bookingFormUrl(101, { minutes: 60, connector: "", kw: 0, evse: null }),
    "/site?id=101&minutes=60",
  );
});

test("the end of a sentence behind a link does not lose the site", () => {
  for (const after of ["", ".", ")", "/", ">", "%20", "),"]) assert.equal(siteIdOf(`?id=101${after}`), 101);
});

test("a sign's port is shown alone, as long as no other port is asked for", () => {
  const scanned = restoreDraft(3, "?id=3&evse=5001", RULES).choice;
  remember("choice:3", scanned);
  const reloaded = restoreDraft(3, "?id=3&evse=5001&minutes=60&date=2026-11-26", RULES).choice;
  const elsewhere = restoreDraft(3, "?id=3&minutes=60", RULES).choice;
  const other = restoreDraft(3, "?id=3&evse=5002&minutes=60", RULES).choice;

  assert.deepEqual([scanned.scanned, scanned.evse], [5001, 5001]);
  assert.deepEqual(
    [reloaded, elsewhere, other].map((choice) => choice.scanned),
    [5001, null, null],
  );
  assert.equal(restoreDraft(4, "?id=4&evse=5001&minutes=60", RULES).choice.scanned, null);
});

test("the remembered plug and email fill in what neither link nor tab has", () => {
  rememberPlug("chademo");
  rememberEmail("driver@example.com");

  const { choice } = restoreDraft(5, "?id=5", RULES);
  const linked = restoreDraft(5, "?id=5&connector=nacs", RULES).choice;
  rememberPlug("");
  rememberEmail("");
  const forgotten = restoreDraft(5, "?id=5", RULES).choice;

  assert.deepEqual([choice.connector, choice.email], ["chademo", "driver@example.com"]);
  assert.equal(linked.connector, "nacs");
  assert.deepEqual([forgotten.connector, forgotten.email], ["", ""]);
});
