// Polling: how long it waits, and that a hidden page does not poll.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Polling } from "../../../../public/js/lib/polling.js";

/** A polling with its time in the test's hands; `pollsAround(wait)` counts its polls just before and after a wait. */
function timed(context, { random = 0.5, visibilityState = "visible" } = {}) {
  const { mock } = context;
  const documentBefore = globalThis.document;
  globalThis.document = { visibilityState };
  context.after(() => (globalThis.document = documentBefore));
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => random); // 0.5: neither sooner nor later
  let polls = 0;
  const polling = new Polling(() => (polls += 1));
  const pollsAround = (wait) => {
    mock.timers.tick(wait - 1);
    const before = polls;
    mock.timers.tick(1);
    return [before, polls];
  };
  return { polling, pollsAround };
}

test("each wait is twice the last, up to fifteen seconds", (context) => {
  const { polling, pollsAround } = timed(context);

  for (const [index, wait] of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
    polling.schedule();
    assert.deepEqual(pollsAround(wait), [index, index + 1]);
  }
});

for (const [random, wait] of [
  [0, 800],
  [0.75, 1_100],
])
  test(`pages do not poll in step: one waits ${wait} ms`, (context) => {
    const { polling, pollsAround } = timed(context, { random });
    polling.schedule();

    assert.deepEqual(pollsAround(wait), [0, 1]);
  });

test("it waits as long as the server says", (context) => {
  const { polling, pollsAround } = timed(context);
  polling.schedule({ atLeast: 7_000 });

  assert.deepEqual(pollsAround(7_000), [0, 1]);
});

test("another wait can be named", (context) => {
  const { polling, pollsAround } = timed(context);
  polling.schedule({ wait: 30_000 });

  assert.deepEqual(pollsAround(30_000), [0, 1]);
});

test("scheduled twice, it polls once", (context) => {
  const { polling, pollsAround } = timed(context);
  polling.schedule();
  polling.schedule({ wait: 5_000 });

  assert.deepEqual(pollsAround(5_000), [0, 1]);
});

test("stopped, it does not poll; begun anew, it starts with the shortest wait", (context) => {
  const { polling, pollsAround } = timed(context);
  polling.schedule();
  polling.stop();
  assert.deepEqual(pollsAround(60_000), [0, 0]);

  polling.reset();
  polling.schedule();
  assert.deepEqual(pollsAround(1_000), [0, 1]);
});

test("a hidden page does not poll", (context) => {
  const { polling, pollsAround } = timed(context, { visibilityState: "hidden" });
  polling.schedule();

  assert.deepEqual(pollsAround(60_000), [0, 0]);
});
