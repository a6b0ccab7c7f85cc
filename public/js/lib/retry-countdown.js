// Automatic retries after a Retry-After, a few times, with a visible countdown.

const LONGEST = 60; // seconds; longer waits need a press of the button
const MOST = 3; // retries in a row; then the driver decides
const SECOND = 1_000;

/** Waits for a response's Retry-After, then acts. */
export class Countdown {
  #left = MOST;
  #timer = 0;

  /**
   * Wait `retryAfter` seconds, then call `act`. `show(seconds, isFirst)` is called each second with the remaining time.
   * Returns false if there is no retry: no time given, too long a time, or too many retries.
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
      this.#timer = setTimeout(tick, SECOND, false);
    };
    tick(true);
    return true;
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Stop, and reset the number of retries. */
  reset() {
    this.stop();
    this.#left = MOST;
  }
}
