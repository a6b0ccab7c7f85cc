// What is free at a site: seven days at a time, read again when it may be old.

import { checkAvailability } from "../api/client.js";
import { autoRefresh } from "../lib/auto-refresh.js";
import { joinAvailability, readAvailability } from "./slots.js";
import { addDays } from "../lib/site-time.js";

export class WeekAvailability {
  #siteId;
  #adapt;
  #latest = 0;
  #reachesOn = false;

  /** The days as they were last read, and when; null before that. */
  picture = null;
  readAt = 0;

  /** `adapt` may change each answer before it is read. */
  constructor(siteId, adapt = (body) => body) {
    this.#siteId = siteId;
    this.#adapt = adapt;
  }

  get firstDay() {
    return this.picture.clock.dateAt(this.picture.start);
  }

  get lastDay() {
    return addDays(this.firstDay, 6);
  }

  get hasEarlier() {
    return this.firstDay > this.picture.firstDay;
  }

  get hasLater() {
    return this.lastDay < this.picture.lastDay;
  }

  /** Read the days from a date. Resolves to false if it cannot be booked: then the days from today are read. */
  async load(date) {
    try {
      await this.#read(date);
      if (!date || (this.lastDay >= this.picture.firstDay && this.firstDay <= this.picture.lastDay))
        return true;
    } catch (error) {
      if (!date || error.type !== "invalid-request") throw error;
    }
    await this.#read(null);
    return false;
  }

  /** Read the same days again; those from today where the first of them is over by now. */
  async refresh() {
    try {
      await this.#read(this.firstDay, this.#reachesOn);
    } catch (error) {
      if (error.type !== "invalid-request") throw error;
      await this.#read(null);
    }
  }

  /** Bookings of the last day may run past midnight: when that day is looked at, read the next one too. */
  async lookAt(date) {
    if (date === this.lastDay && this.hasLater && !this.#reachesOn) await this.#read(this.firstDay, true);
  }

  /** Call `refresh` every minute while the page is seen, and on coming back to it. */
  autoRefresh(refresh) {
    autoRefresh(() => this.readAt, refresh);
  }

  async #read(date, reachesOn = false) {
    this.#latest += 1;
    const turn = this.#latest;
    const week = this.#ask({ ...(date && { date }), days: 7 });
    const dayAfter = reachesOn ? this.#ask({ date: addDays(date, 7), days: 1 }) : null;
    const [first, second] = await Promise.all([week, dayAfter]);
    if (turn !== this.#latest) return; // overtaken by a later call
    const { clock, start, firstDay, lastDay } = first;
    const begins = clock.dateAt(start);
    if (begins < firstDay && firstDay <= lastDay) return this.#read(firstDay, reachesOn); // seven days that can be booked
    this.picture = second ? joinAvailability(first, second) : first;
    this.#reachesOn = reachesOn;
    this.readAt = Date.now();
  }

  async #ask(query) {
    const { body } = await checkAvailability(this.#siteId, query);
    return readAvailability(this.#adapt(body));
  }
}
