// What the browser's storage gives back is anything: each reader takes what fits and never throws.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isSignedIn } from "../../../../public/js/api/admin-client.js";
import { pendingChange, rescheduleTo, unresolvedChange } from "../../../../public/js/state/pending-change.js";
import {
  saveBooking,
  savedBookings,
  cacheBooking,
  cachedBooking,
} from "../../../../public/js/booking/saved-bookings.js";
import { areShortcutsOn } from "../../../../public/js/admin/shortcuts.js";
import { storedTimes, restoreDraft } from "../../../../public/js/state/draft.js";
import { attemptFor, unresolvedAttempt } from "../../../../public/js/state/booking-attempt.js";
import { browser, forget, remember } from "../../../../public/js/state/storage.js";
import {
  allTasks,
  saveTask,
  newTask,
  pendingTaskOf,
  taskById,
} from "../../../../public/js/admin/task-store.js";

const RULES = { defaultMinutes: "60", minMinutes: "15", maxMinutes: "720" };
const TIMES = { startAt: "2026-11-26T09:30:00-05:00", endAt: "2026-11-26T10:30:00-05:00" };
const UNTIMED = { startAt: "9999999-01-01", endAt: {} };
const HOSTILE = [
  ...[null, true, false, 0, -1, 1e308, "", '"]', "abc", "null", [], [null], [[]], [1, "a", {}], {}],
  ...[
    { length: 1 },
    { constructor: 1 },
    { toString: null },
    { body: null },
    { key: 1, body: [], isOpen: true },
  ],
  { key: "k", isOpen: true, body: UNTIMED },
  { key: "k", isOpen: true, body: { ...TIMES, email: {} } },
  { key: "k", type: "cancel", state: "due", dueAt: "soon" },
  { key: "k", type: "update", state: "open", times: UNTIMED },
  { key: "k", type: "constructor", state: "open" },
  { key: "k", type: "cancel", state: "placed", reference: 7 },
  { minutes: "60", date: "2026-13-01", from: 9, start: "now", evse: -1, week: [], email: {}, kw: {} },
  { minutes: 1e9, date: {}, start: 1e300 },
  [{ reference: "r", site: {}, ...TIMES }],
  [{ reference: "r", site: "s", ...UNTIMED }],
  [{ booking: { id: "r", site: null, actions: {}, ...TIMES }, readAt: 1 }],
  [{ booking: { id: "r", site: { name: "s" }, actions: 1, ...TIMES }, readAt: 1 }],
  [{ booking: { id: "r", site: { name: "s" }, actions: {}, ...TIMES }, readAt: 1e300 }],
  [{ id: "i", key: "k", step: "create", state: "due", dueAt: null }],
  [{ id: "i", key: "k", step: "teleport", state: "open" }],
  [{ id: "i", key: "k", step: "create", state: "open", about: { place: {} } }],
  [{ id: '"]', key: "k", step: "create", state: "open" }],
];

function inTab(key, read, nothing) {
  for (const value of HOSTILE) {
    remember(key, value);
    assert.deepEqual(read(), nothing, JSON.stringify(value));
  }
  forget(key);
}

function inBrowser(key, read, nothing) {
  for (const value of HOSTILE) {
    browser.remember(key, value);
    assert.deepEqual(read(), nothing, JSON.stringify(value));
  }
  browser.forget(key);
}

test("a choice that fits nothing leaves the usual", () => {
  const { choice } = restoreDraft(31, "", RULES);

  inTab("choice:31", () => restoreDraft(31, "", RULES).choice, choice);
});

test("of a choice each field that fits is kept", () => {
  remember("choice:31", { email: "driver@example.com", evse: "A1", minutes: 90 });

  const { choice } = restoreDraft(31, "", RULES);

  assert.deepEqual([choice.email, choice.evse, choice.minutes], ["driver@example.com", null, 90]);
});

test("the times chosen for a move fit or are none", () => {
  inTab("move:r", () => storedTimes("move:r"), {});
});

test("a broken attempt is none, and another can be made", () => {
  inTab("attempt:31", () => unresolvedAttempt(31), null);
  remember("attempt:31", { isOpen: true, body: {} });
  assert.equal(typeof attemptFor({ locationId: 31, ...TIMES, email: "" }).key, "string");
});

test("a broken change is none, and another can be made", () => {
  inTab("change:r", () => [pendingChange("r"), unresolvedChange("r")], [null, null]);
  remember("change:r", { type: "update", state: "open" });
  assert.equal(typeof rescheduleTo("r", TIMES).key, "string");
});

test("broken tasks are none, and another can be kept", () => {
  inTab("admin-work", () => [allTasks(), taskById("i"), pendingTaskOf(7)], [[], null, null]);
  remember("admin-work", { a: 1 });
  const task = saveTask(newTask("cancel", { booking: 7 }));
  assert.deepEqual(allTasks(), [task]);
});

test("a token that no header can carry is none", () => {
  for (const value of [
    ...HOSTILE.filter((value) => value !== "abc" && value !== "null" && value !== '"]'),
    "é",
    "a\nb",
  ]) {
    remember("admin-token", value);
    assert.equal(isSignedIn(), false, JSON.stringify(value));
  }
  forget("admin-token");
});

test("single keys are on unless they were switched off", () => {
  for (const value of HOSTILE) {
    browser.remember("single-keys", value);
    assert.equal(areShortcutsOn(), value !== false);
  }
  browser.forget("single-keys");
});

test("broken bookings and answers of this browser are none, and others can be kept", () => {
  inBrowser("bookings", () => savedBookings(0), []);
  inBrowser("answers", () => cachedBooking("r", 0), null);
  browser.remember("bookings", { a: 1 });
  browser.remember("answers", "x");
  saveBooking({ reference: "r", site: "s", ...TIMES });
  cacheBooking({ id: "r", site: { name: "s" }, actions: {}, ...TIMES }, 1);
  assert.equal(savedBookings(0).length, 1);
  assert.equal(cachedBooking("r", 0).readAt, 1);
});
