// The free times of a day, for the timeline and the list. Pure functions.

import { wallOf } from "../lib/site-time.js";

/**
 * @import { Window } from "../lib/intervals.js"
 * @import { SiteClock } from "../lib/site-time.js"
 * @import { PortWindows } from "./slots.js"
 */

const HOURS_MARKED = [0, 3, 6, 9, 12, 15, 18, 21];

/**
 * `{instant, wall, hour}` of each tick of a date: a skipped hour is missing, a repeated one is there twice.
 * @param {SiteClock} clock
 * @param {string} date
 */
export const hourTicks = (clock, date) =>
  HOURS_MARKED.flatMap((hour) => {
    const wall = wallOf(date, hour * 60);
    return clock.instantsOf(wall).map((instant) => ({ instant, wall, hour }));
  });

/**
 * The position of an instant in a day, from 0 to 1 of the day's elapsed time.
 * @param {Window} day
 * @param {number} instant
 */
export const positionIn = ({ start, end }, instant) => (instant - start) / (end - start);

/**
 * The part of a span within a day, null if there is none.
 * @param {Window} day
 * @param {Window} span
 */
export function intersect(day, { start, end }) {
  const part = { start: Math.max(start, day.start), end: Math.min(end, day.end) };
  return part.start < part.end ? part : null;
}

/**
 * The parts of a port's free windows within a day.
 * @param {Window} day
 * @param {Pick<PortWindows, "windows">} port
 */
export const freeIntervalsIn = (day, { windows }) =>
  windows.map((slot) => intersect(day, slot)).filter((span) => span !== null);
