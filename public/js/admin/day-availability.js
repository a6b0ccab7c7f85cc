// What is free at a site as staff see it: every port, with the time of a booking that moves counted as free. Pure
// functions.

import { sorted } from "../lib/polyfills.js";
import { SiteClock } from "../lib/site-time.js";

/**
 * @import { CalendarPortResponse, CalendarResponse, WindowResponse } from "../api/schema.d.ts"
 * @typedef {{ start: number, end: number }} Window
 * @typedef {{ startAt: string, endAt: string, evseIds: number[] }} OwnTime
 * @typedef {CalendarPortResponse & { windows: Window[] }} PortWindows
 * @typedef {Window & { clock: SiteClock, now: number, ports: PortWindows[] }} Picture
 */

const readWindow = (/** @type {WindowResponse} */ { startAt, endAt }) => ({
  start: Date.parse(startAt),
  end: Date.parse(endAt),
});

/**
 * A calendar answer with its times read: each bookable port with its windows.
 * @param {CalendarResponse} body
 * @param {OwnTime | null} [own]
 * @returns {Picture}
 */
export function readDayAvailability(body, own = null) {
  const now = Date.parse(body.now);
  const ports = body.ports
    .filter(({ bookable }) => bookable)
    .map((port) => ({ ...port, windows: windowsOf(port, own, now) }));
  return {
    clock: new SiteClock(body.startAfter, body.offsetChanges),
    start: Date.parse(body.startAfter),
    end: Date.parse(body.endBefore),
    now,
    ports,
  };
}

/**
 * Whether [start, end] is free on a port, or on any for null: "unseen" beyond the picture.
 * @param {Picture} picture
 * @param {number | null} evseId
 * @param {Window} time
 * @returns {"free" | "taken" | "unseen"}
 */
export function fits({ ports, start: first, end: last }, evseId, { start, end }) {
  if (start < first || end > last) return "unseen";
  const isIn = (/** @type {Window} */ slot) => slot.start <= start && end <= slot.end;
  const wanted = ports.filter((port) => evseId === null || port.evseId === evseId);
  return wanted.some(({ windows }) => windows.some(isIn)) ? "free" : "taken";
}

/**
 * @param {CalendarPortResponse} port
 * @param {OwnTime | null} own
 * @param {number} now
 */
function windowsOf({ evseId, availableSlots }, own, now) {
  const windows = availableSlots.map(readWindow);
  if (!own?.evseIds.includes(evseId)) return windows;
  const [start, end] = [Math.max(Date.parse(own.startAt), now), Date.parse(own.endAt)];
  return start < end ? merged([...windows, { start, end }]) : windows;
}

/** @param {Window[]} windows */
function merged(windows) {
  /** @type {Window[]} */
  const result = [];
  for (const slot of sorted(windows, (a, b) => a.start - b.start)) {
    const before = result.at(-1);
    if (before && slot.start <= before.end) before.end = Math.max(before.end, slot.end);
    else result.push({ ...slot });
  }
  return result;
}
