// Of several reads for the same part of the page, only the latest one is shown.

import { ApiError } from "../api/client.js";

export class LatestRead {
  #count = 0;

  /** Ignore the response to a read that is under way. */
  cancel() {
    this.#count += 1;
  }

  /**
   * Read, then draw the response or explain the error; neither if another read began meanwhile.
   * @template T
   * @param {Promise<T>} response
   * @param {(response: T) => unknown} draw
   * @param {(error: ApiError) => unknown} explain
   */
  async run(response, draw, explain) {
    this.#count += 1;
    const count = this.#count;
    try {
      const read = await response;
      if (count === this.#count) await draw(read);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (count === this.#count) await explain(error);
    }
  }
}
