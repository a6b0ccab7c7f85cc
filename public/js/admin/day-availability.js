// Availability of a site for the dialogs of staff: every port, with the time of a rescheduled booking counted as free.
// Pure functions.

import { latest, readWindow, withWindow } from "../lib/intervals.js";
import { SiteClock } from "../lib/site-time.js";

/**
 * @import { CalendarPortResponse, CalendarResponse, WindowResponse } from "../api/schema.d.ts"
 * @import { Window } from "../lib/intervals.js"
 * @typedef {{ startAt: string, endAt: string, evseIds: number[] }} OwnTime
 * @typedef {CalendarPortResponse & { windows: Window[] }} PortAvailability
 * @typedef {Window & { clock: SiteClock, now: number, ports: PortAvailability[] }} DayAvailability
 */

/**
 * Parse a response of the calendar: each bookable port with its windows.
 * @param {CalendarResponse} body
 * @param {OwnTime | null} [own]
 * @returns {DayAvailability}
 */
export function readDayAvailability(body, own = null) {
  const ports = body.ports
    .filter(({ bookable }) => bookable)
    .map((port) => ({ ...port, windows: windowsOf(port, own, body.now).map(readWindow) }));
  return {
    clock: new SiteClock(body.startAfter, body.offsetChanges),
    start: Date.parse(body.startAfter),
    end: Date.parse(body.endBefore),
    now: Date.parse(body.now),
    ports,
  };
}

/**
 * Whether [start, end] is free on a port, or on any for null: "unseen" outside the day.
 * @param {DayAvailability} availability
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
 * @param {string} now
 */
function windowsOf({ evseId, availableSlots }, own, now) {
  if (!own?.evseIds.includes(evseId)) return availableSlots;
  return withWindow(availableSlots, { startAt: latest(own.startAt, now), endAt: own.endAt });
}
