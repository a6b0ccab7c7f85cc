// What stands in for what a browser does not have yet.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { newKey, sorted, timeoutSignal, uuidOf } from "../../../../public/js/lib/polyfills.js";

const VERSION_4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

test("a key is a UUID of version 4, with and without the browser's own", () => {
  assert.match(newKey(), VERSION_4);
  const own = Object.getOwnPropertyDescriptor(crypto, "randomUUID");
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  const keys = new Set(Array.from({ length: 100 }, newKey));
  if (own) Object.defineProperty(crypto, "randomUUID", own);
  else delete crypto.randomUUID;

  assert.equal(keys.size, 100);
  for (const key of keys) assert.match(key, VERSION_4);
  assert.equal(uuidOf(new Uint8Array(16)), "00000000-0000-4000-8000-000000000000");
  assert.equal(uuidOf(new Uint8Array(16).fill(255)), "ffffffff-ffff-4fff-bfff-ffffffffffff");
});

test("a signal without the browser's own ends a request by the same name", () => {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = undefined;
  mock.timers.enable({ apis: ["setTimeout"] });
  const signal = timeoutSignal(12_000);

  mock.timers.tick(11_999);
  const before = signal.aborted;
  mock.timers.tick(1);

  mock.timers.reset();
  AbortSignal.timeout = timeout;
  assert.equal(before, false);
  assert.equal(signal.reason.name, "TimeoutError");
});

test("a sorted copy leaves what it was made of", () => {
  const items = [3, 1, 2];

  assert.deepEqual(
    sorted(items, (a, b) => a - b),
    [1, 2, 3],
  );
  assert.deepEqual(items, [3, 1, 2]);
});
