// Availability of a site: seven days at a time, refreshed when it may be stale.

import { ApiError, checkAvailability } from "../api/client.js";
import { joinAvailability, readAvailability } from "./slots.js";
import { addDays } from "../lib/site-time.js";

/**
 * @import { AvailabilityResponse } from "../api/schema.d.ts"
 * @import { Query } from "../api/types.d.ts"
 * @import { AvailabilityData } from "./slots.js"
 */

export class WeekAvailability {
  #siteId;
  #adapt;
  #latest = 0;
  #reachesOn = false;

  /** @type {AvailabilityData | null} The days as they were last read, and when; null before that. */
  data = null;
  readAt = 0;

  /**
   * `adapt` may change each response before it is used.
   * @param {number} siteId
   * @param {(body: AvailabilityResponse) => AvailabilityResponse} [adapt]
   */
  constructor(siteId, adapt = (body) => body) {
    this.#siteId = siteId;
    this.#adapt = adapt;
  }

  get firstDay() {
    const { clock, start } = this.days;
    return clock.dateAt(start);
  }

  get lastDay() {
    return addDays(this.firstDay, 6);
  }

  get hasEarlier() {
    return this.firstDay > this.days.firstDay;
  }

  get hasLater() {
    return this.lastDay < this.days.lastDay;
  }

  /** The days; throws before they were read. */
  get days() {
    if (this.data === null) throw new Error("not read yet");
    return this.data;
  }

  /**
   * Read the days from a date. Resolves to false if it cannot be booked: the days from today are read then.
   * @param {string | null} date
   */
  async load(date) {
    try {
      await this.#read(date);
      if (!date || (this.lastDay >= this.days.firstDay && this.firstDay <= this.days.lastDay)) return true;
    } catch (error) {
      if (!date || !isInvalid(error)) throw error;
    }
    await this.#read(null);
    return false;
  }

  /** Read the same days again, or those from today if the first one is past. */
  async refresh() {
    try {
      await this.#read(this.firstDay, this.#reachesOn);
    } catch (error) {
      if (!isInvalid(error)) throw error;
      await this.#read(null);
    }
  }

  /**
   * Read one more day if this is the last one, since its bookings may end after midnight.
   * @param {string | null} date
   */
  async lookAt(date) {
    if (date === this.lastDay && this.hasLater && !this.#reachesOn) await this.#read(this.firstDay, true);
  }

  /**
   * @param {string | null} date
   * @param {boolean} [reachesOn]
   * @returns {Promise<void>}
   */
  async #read(date, reachesOn = false) {
    this.#latest += 1;
    const turn = this.#latest;
    const week = this.#request({ ...(date && { date }), days: 7 });
    const dayAfter = date && reachesOn ? this.#request({ date: addDays(date, 7), days: 1 }) : null;
    const [first, second] = await Promise.all([week, dayAfter]);
    if (turn !== this.#latest) return; // superseded by a later call
    const { clock, start, firstDay, lastDay } = first;
    const begins = clock.dateAt(start);
    if (begins < firstDay && firstDay <= lastDay) return this.#read(firstDay, reachesOn); // to have seven bookable days
    this.data = second ? joinAvailability(first, second) : first;
    this.#reachesOn = reachesOn;
    this.readAt = Date.now();
  }

  /** @param {Query<"checkAvailability">} query */
  async #request(query) {
    const { body } = await checkAvailability(this.#siteId, query);
    return readAvailability(this.#adapt(body));
  }
}

const isInvalid = (/** @type {unknown} */ error) =>
  error instanceof ApiError && error.type === "invalid-request";
