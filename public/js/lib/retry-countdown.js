// Trying again by itself, where the server said how long to wait: a few times, and always to be seen.

const LONGEST = 60; // seconds; who is to wait longer presses a button
const MOST = 3; // tries in a row; after that the driver decides
const TICK = 1_000;

/** Waits as long as an answer's Retry-After says, and acts then. */
export class Countdown {
  #left = MOST;
  #timer = 0;

  /**
   * Wait `retryAfter` seconds, then call `act`. `show(seconds, isFirst)` is called each second with how many are left.
   * Returns false where there is nothing to wait for: no time was named, one too long, or this was tried often enough.
   * @param {number | null | undefined} retryAfter
   * @param {{ show: (seconds: number, isFirst: boolean) => void, act: () => unknown }} how
   */
  start(retryAfter, { show, act }) {
    this.stop();
    const wait = retryAfter ?? 0;
    if (!(wait > 0 && wait <= LONGEST) || this.#left === 0) return false;
    this.#left -= 1;
    const due = Date.now() + wait * 1000;
    const tick = (/** @type {boolean} */ isFirst) => {
      const seconds = Math.ceil((due - Date.now()) / 1000);
      if (seconds <= 0) return act();
      show(seconds, isFirst);
      this.#timer = setTimeout(tick, TICK, false);
    };
    tick(true);
    return true;
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Stop, and begin to count the tries from zero. */
  reset() {
    this.stop();
    this.#left = MOST;
  }
}
