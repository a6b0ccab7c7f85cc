// What a link says, as mail filters, chats and people leave it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressBehind, readFragment } from "../../../../public/js/lib/links.js";

const SIGNATURE = "Zb-4_".repeat(9).slice(0, 43);
const OLD = `web-0f8fad5b-d9cb-469f-a165-70867728950e.${SIGNATURE}`;
const BY_STAFF = `admin-0f8fad5b-d9cb-469f-a165-70867728950e.${SIGNATURE}`;
const HASHED = `web-${"k7Q2z".repeat(8)}.${SIGNATURE}`;
const AROUND = [
  ["", ""],
  ["", "."],
  ["", ")"],
  ["", "/"],
  ["", "&fbclid=1"],
  ["", "?utm_source=x"],
  ["", "%20"],
  ["", "%20and%20bring%20the%20cable"],
  ["", ">"],
  ["", "%3E"],
  ["", "%"],
  ["", "_"],
  ["", "\u200b"],
  ["", ":~:text=Confirmed"],
  ["<", ">"],
  ["%3C", "%3E"],
  ["%23", ""],
  ["#", ""],
  ["%2523", "%252E"],
  ["/", ""],
  ["%C3%28", ""],
];

test("a reference is found by its own form, whatever stands around it", () => {
  for (const reference of [OLD, HASHED]) {
    for (const [before, after] of AROUND) {
      const expected = { reference, isIncomplete: false };

      assert.deepEqual(readFragment(`#${before}${reference}${after}`), expected, before + after);
    }
  }
});

test("a reference of a booking that staff made is one too", () => {
  assert.equal(readFragment(`#${BY_STAFF}`).reference, BY_STAFF);
});

test("a reference that was encoded, even more than once, or broken over lines is whole", () => {
  const encoded = OLD.replaceAll("-", "%2D").replace(".", "%252E");

  assert.equal(readFragment(`#${encoded}`).reference, OLD);
  assert.equal(readFragment(`#${OLD.slice(0, 50)}%0D%0A${OLD.slice(50)}`).reference, OLD);
});

test("a part of a reference says that the link is incomplete", () => {
  const parts = [OLD.slice(0, -1), OLD.slice(0, 44), OLD.slice(0, 20), OLD.slice(3), "web-", "abc", "%zz"];

  for (const part of parts) {
    assert.deepEqual(readFragment(`#${part}`), { reference: "", isIncomplete: true }, part);
  }
});

test("what only trackers and typing added is nothing", () => {
  for (const junk of ["", "#", "#.", "#%20", "#fbclid=1", "#?utm_source=x", "#&gclid=2", "#:~:text=port"]) {
    assert.deepEqual(readFragment(junk), { reference: "", isIncomplete: false }, junk);
  }
});

test("an address whose # became %23 leads to its page, in its language", () => {
  for (const [path, expected] of [
    [`/booking%23${OLD}`, `/booking#${OLD}`],
    [`/es/booking%23${OLD}.`, `/es/booking#${OLD}`],
    [`/Booking%2523${OLD}%3E`, `/booking#${OLD}`],
    [`/booking/%23${OLD}`, `/booking#${OLD}`],
    [`/booking.html%23${OLD}&fbclid=1`, `/booking#${OLD}`],
    [`/move%23${OLD}`, `/move#${OLD}`],
    ["/booking%23web-12", "/booking#web-12"],
    ["/site%3Fid=101&evse=5", "/site?id=101&evse=5"],
  ]) {
    assert.equal(addressBehind(path), expected);
  }
});

test("any other address leads nowhere", () => {
  const others = [
    "/",
    "/nowhere",
    "/booking",
    "/bookings%23a",
    "//evil.example/booking%23a",
    "/a/b/booking%23a",
  ];

  for (const path of [
    ...others,
    "/https:%2F%2Fevil.example%2Fbooking%23a",
    "/javascript:alert(1)%23booking",
  ]) {
    assert.equal(addressBehind(path), null, path);
  }
  assert.equal(addressBehind("/booking%23javascript:alert(1)"), "/booking#javascript%3Aalert(1)");
});
