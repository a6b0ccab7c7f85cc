// What the address of the admin page says, and what it asks of the server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filtersOf, linkTo, pageOf, readState } from "../../../../public/js/admin/url-state.js";

const USUAL = readState("");

test("an address without a word shows today", () => {
  assert.deepEqual([USUAL.view, USUAL.status, USUAL.site, USUAL.booking], ["today", "active", null, null]);
  assert.equal(linkTo(USUAL), "/admin");
});

test("a state and its address say the same", () => {
  const state = {
    view: "calendar",
    site: 101,
    status: "no-show",
    from: "2026-11-23",
    to: "2026-11-29",
    driver: 1001,
    day: "2026-11-24",
    span: "day",
    as: "table",
    at: "2026-11-24T08:15",
    booking: 20001,
  };

  assert.deepEqual(readState(linkTo(state).slice("/admin".length)), state);
});

test("an address names only what is given", () => {
  assert.equal(linkTo({ view: "list", booking: 7 }), "/admin?view=list&booking=7");
});

test("what makes no sense counts as not said", () => {
  const search =
    "?view=x&site=0&status=gone&from=2026-02-30&to=today&driver=a@b.c&span=year&as=1&at=8&booking=7abc";

  assert.deepEqual(readState(search), USUAL);
});

test("the filters are those that were chosen", () => {
  assert.deepEqual(filtersOf({ ...USUAL, site: 101, from: "2026-11-23", driver: 7 }), {
    "filter[locationId]": 101,
    "filter[status]": "active",
    "filter[userId]": 7,
    "filter[fromDay]": "2026-11-23",
  });
  assert.deepEqual(filtersOf({ ...USUAL, status: "any" }), {});
});

test("a page is asked for by its cursor, the first without one", () => {
  assert.equal(pageOf(USUAL, "abc").cursor, "abc");
  assert.ok(!("cursor" in pageOf(USUAL, undefined)));
});
