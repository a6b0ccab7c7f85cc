// Polling with exponential backoff and jitter.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

export class Polling {
  #poll;
  #wait = FIRST_WAIT;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {() => unknown} poll */
  constructor(poll) {
    this.#poll = poll;
  }

  /** Poll after `wait`, which grows by default, at least `atLeast`; in milliseconds. A hidden page does not poll. */
  schedule({ wait = this.#wait, atLeast = 0 } = {}) {
    this.stop();
    if (document.visibilityState === "hidden") return;
    this.#timer = setTimeout(this.#poll, Math.max(wait * (0.8 + 0.4 * Math.random()), atLeast));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Stop, and reset the wait to the shortest one. */
  reset() {
    this.stop();
    this.#wait = FIRST_WAIT;
  }
}
