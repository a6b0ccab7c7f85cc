// What is free at a site as staff see it: every port, with the time of a booking that moves counted as free. Pure
// functions.

import { sorted } from "../lib/polyfills.js";
import { SiteClock } from "../lib/site-time.js";

const readWindow = ({ startAt, endAt }) => ({ start: Date.parse(startAt), end: Date.parse(endAt) });

/** A calendar answer with its times read: `{clock, start, end, now, ports}`, each bookable port with its windows. */
export function readPicture(body, own = null) {
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

/** Whether [start, end] is free on a port, or on any for null: "free", "taken", or "unseen" beyond the picture. */
export function fits({ ports, start: first, end: last }, evseId, { start, end }) {
  if (start < first || end > last) return "unseen";
  const isIn = (window) => window.start <= start && end <= window.end;
  const wanted = ports.filter((port) => evseId === null || port.evseId === evseId);
  return wanted.some(({ windows }) => windows.some(isIn)) ? "free" : "taken";
}

function windowsOf({ evseId, availableSlots }, own, now) {
  const windows = availableSlots.map(readWindow);
  if (!own?.evseIds.includes(evseId)) return windows;
  const [start, end] = [Math.max(Date.parse(own.startAt), now), Date.parse(own.endAt)];
  return start < end ? merged([...windows, { start, end }]) : windows;
}

function merged(windows) {
  const result = [];
  for (const window of sorted(windows, (a, b) => a.start - b.start)) {
    const before = result.at(-1);
    if (before && window.start <= before.end) before.end = Math.max(before.end, window.end);
    else result.push({ ...window });
  }
  return result;
}
