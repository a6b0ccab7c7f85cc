// A change of a booking, from the press to the network.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import {
  scheduleCancel,
  pendingChange,
  removeChange,
  rescheduleTo,
  unresolvedChange,
  sendChange,
} from "../../../../public/js/state/pending-change.js";

const times = { startAt: "2026-11-23T09:00:00-05:00", endAt: "2026-11-23T10:00:00-05:00" };
const later = { startAt: "2026-11-23T11:00:00-05:00", endAt: "2026-11-23T12:00:00-05:00" };

const answer = (status, body) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const problem = (status, type) => answer(status, { type: `urn:problem:${type}` });
const answering = (reply) => mock.method(globalThis, "fetch", async () => reply());
const lost = () => {
  throw new TypeError("lost");
};
const sent = () =>
  fetch.mock.calls.map(({ arguments: [path, { headers, body }] }) => [
    path,
    headers["Idempotency-Key"],
    body,
  ]);

beforeEach(() => {
  mock.restoreAll();
  removeChange("ref");
});

test("a planned cancellation is sent under the key that was made with the plan", async () => {
  answering(() => answer(202, { change: "c1" }));
  const { key } = scheduleCancel("ref", 8_000);

  assert.deepEqual([pendingChange("ref").state, pendingChange("ref").dueAt], ["due", 8_000]);

  await sendChange("ref", pendingChange("ref"));

  assert.deepEqual(sent(), [["/api/bookings/ref/cancel", key, undefined]]);
  assert.deepEqual([pendingChange("ref").state, pendingChange("ref").reference], ["placed", "c1"]);
});

test("when the answer is lost, the same change is sent again and no other", async () => {
  answering(lost);
  await assert.rejects(sendChange("ref", rescheduleTo("ref", times)), { type: "network" });

  assert.equal(unresolvedChange("ref").key, rescheduleTo("ref", times).key);
  assert.equal(rescheduleTo("ref", later), null);

  answering(() => answer(202, { change: "c2" }));
  await sendChange("ref", unresolvedChange("ref"));

  assert.deepEqual(new Set(sent().map(([, key]) => key)), new Set([pendingChange("ref").key]));
  assert.deepEqual(JSON.parse(sent().at(-1)[2]), times);
  assert.equal(unresolvedChange("ref"), null);
});

test("an answer that does not know counts as lost", async () => {
  answering(() => problem(504, "outcome-unknown"));
  await assert.rejects(sendChange("ref", rescheduleTo("ref", times)));

  assert.equal(pendingChange("ref").state, "open");
});

test("what the server did not do may be sent again, or something else", async () => {
  answering(() => problem(503, "upstream-busy"));
  const change = rescheduleTo("ref", times);
  await assert.rejects(sendChange("ref", change));

  assert.equal(pendingChange("ref").state, "untried");
  assert.equal(rescheduleTo("ref", times).key, change.key);
  assert.notEqual(rescheduleTo("ref", later).key, change.key);
});

test("a refusal is the end of a change: the next press is a new one", async () => {
  answering(() => problem(409, "slot-unavailable"));
  const change = rescheduleTo("ref", times);
  await assert.rejects(sendChange("ref", change), { type: "slot-unavailable" });

  assert.equal(pendingChange("ref"), null);
  assert.notEqual(rescheduleTo("ref", times).key, change.key);
});

test("the same times after a decision are a new change", async () => {
  answering(() => answer(202, { change: "c3" }));
  const change = rescheduleTo("ref", times);
  await sendChange("ref", change);

  assert.notEqual(rescheduleTo("ref", times).key, change.key);
});
