// Trying again by itself: as long after as the server says, a few times, and never for ever.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Countdown } from "../../../../public/js/lib/retry-countdown.js";

function timed(act) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  try {
    act();
  } finally {
    mock.timers.reset();
  }
}

function watched(countdown, seconds) {
  const seen = { shown: [], acts: 0, isWaiting: false };
  seen.isWaiting = countdown.start(seconds, {
    show: (left, isFirst) => seen.shown.push(isFirst ? `${left}!` : left),
    act: () => {
      seen.acts += 1;
    },
  });
  return seen;
}

test("it waits as long as it is told, shows each second, and acts once", () =>
  timed(() => {
    const seen = watched(new Countdown(), 3);
    for (const step of [1_000, 1_000, 999]) mock.timers.tick(step);
    assert.deepEqual([seen.isWaiting, seen.shown, seen.acts], [true, ["3!", 2, 1], 0]);
    mock.timers.tick(1);
    mock.timers.tick(600_000);
    assert.equal(seen.acts, 1);
  }));

test("it does not wait for what was not said, nor longer than a minute", () =>
  timed(() => {
    for (const seconds of [null, undefined, 0, -1, Number.NaN, 61]) {
      const seen = watched(new Countdown(), seconds);
      mock.timers.tick(600_000);
      assert.deepEqual([seen.isWaiting, seen.shown, seen.acts], [false, [], 0]);
    }
  }));

test("it gives up after three tries in a row, until it begins anew", () =>
  timed(() => {
    const countdown = new Countdown();
    const again = () => watched(countdown, 1).isWaiting;
    assert.deepEqual([again(), again(), again(), again()], [true, true, true, false]);
    countdown.reset();
    assert.equal(again(), true);
  }));

test("what was stopped does not act", () =>
  timed(() => {
    const countdown = new Countdown();
    const seen = watched(countdown, 2);
    countdown.stop();
    mock.timers.tick(10_000);
    assert.equal(seen.acts, 0);
  }));
