// A day's free time as the picture and the list tell it: pure functions.

import { wallOf } from "../lib/site-time.js";

/**
 * @import { Window } from "../lib/intervals.js"
 * @import { SiteClock } from "../lib/site-time.js"
 * @import { PortWindows } from "./slots.js"
 */

const HOURS_MARKED = [0, 3, 6, 9, 12, 15, 18, 21];

/**
 * `{instant, wall, hour}` of each mark of a date: one that the clocks skip is missing, one that comes twice is there twice.
 * @param {SiteClock} clock
 * @param {string} date
 */
export const hourTicks = (clock, date) =>
  HOURS_MARKED.flatMap((hour) => {
    const wall = wallOf(date, hour * 60);
    return clock.instantsOf(wall).map((instant) => ({ instant, wall, hour }));
  });

/**
 * Where an instant lies in a day, from 0 to 1 of its true length.
 * @param {Window} day
 * @param {number} instant
 */
export const positionIn = ({ start, end }, instant) => (instant - start) / (end - start);

/**
 * What of a span lies in a day, null if nothing does.
 * @param {Window} day
 * @param {Window} span
 */
export function intersect(day, { start, end }) {
  const part = { start: Math.max(start, day.start), end: Math.min(end, day.end) };
  return part.start < part.end ? part : null;
}

/**
 * What of a port's free windows lies in a day.
 * @param {Window} day
 * @param {Pick<PortWindows, "windows">} port
 */
export const freeIntervalsIn = (day, { windows }) =>
  windows.map((slot) => intersect(day, slot)).filter((span) => span !== null);
