// A request for a booking, from the press to the server's definite answer. Node has no sessionStorage: a copy serves.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { attemptFor, sendAttempt, unresolvedAttempt } from "../../../../public/js/state/booking-attempt.js";
import { forget, recall } from "../../../../public/js/state/storage.js";

const body = (email = "driver@example.com") => ({
  locationId: 11,
  startAt: "2026-11-26T09:30:00-05:00",
  endAt: "2026-11-26T10:30:00-05:00",
  email,
});
const answer = (status, content) =>
  new Response(JSON.stringify(content), { status, headers: { "Content-Type": "application/json" } });
const problem = (status, type) => answer(status, { type: `urn:problem:${type}` });
const answering = (reply) => mock.method(globalThis, "fetch", async () => reply());
const lost = () => {
  throw new TypeError("lost");
};

beforeEach(() => {
  mock.restoreAll();
  forget("attempt:11");
});

test("the same content keeps its key until the answer is definite", async () => {
  answering(lost);
  const first = attemptFor(body());
  await assert.rejects(sendAttempt(first), { type: "network" });

  assert.equal(attemptFor(body()).key, first.key);
  assert.equal(unresolvedAttempt(11).key, first.key);

  answering(() => answer(201, { id: "ref" }));
  assert.deepEqual(await sendAttempt(unresolvedAttempt(11)), { id: "ref" });

  assert.equal(fetch.mock.calls[0].arguments[1].headers["Idempotency-Key"], first.key);
  assert.notEqual(attemptFor(body()).key, first.key);
  assert.equal(unresolvedAttempt(11), null);
});

test("an attempt is stored before it is sent: the page may go while it waits", async () => {
  let stored = null;
  answering(() => {
    stored = recall("attempt:11");
    return answer(201, { id: "ref" });
  });
  const attempt = attemptFor(body());
  await sendAttempt(attempt);

  assert.deepEqual(stored, { ...attempt, isOpen: true });
});

test("other content waits until the outcome of the first is known", async () => {
  answering(() => problem(504, "outcome-unknown"));
  await assert.rejects(sendAttempt(attemptFor(body())));

  assert.equal(attemptFor(body("other@example.com")), null);
});

test("what was certainly not booked may be sent again, or anything else", async () => {
  answering(() => problem(503, "upstream-busy"));
  const first = attemptFor(body());
  await assert.rejects(sendAttempt(first), { type: "upstream-busy" });

  assert.equal(attemptFor(body()).key, first.key);
  assert.notEqual(attemptFor(body("other@example.com")).key, first.key);
  assert.equal(unresolvedAttempt(11), null);
});

test("after a refusal the same content is a new attempt", async () => {
  answering(() => problem(409, "slot-unavailable"));
  const first = attemptFor(body());
  await assert.rejects(sendAttempt(first), { type: "slot-unavailable" });

  assert.notEqual(attemptFor(body()).key, first.key);
});
