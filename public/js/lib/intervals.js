// Time windows: join and compare them. Pure functions.

/**
 * @import { AvailabilityResponse, WindowResponse } from "../api/schema.d.ts"
 * @typedef {{ start: number, end: number }} Window
 */

export const readWindow = (/** @type {WindowResponse} */ { startAt, endAt }) => ({
  start: Date.parse(startAt),
  end: Date.parse(endAt),
});

/**
 * An availability response for a reschedule: only the booked port, with the booking's own time free.
 * @param {AvailabilityResponse} body
 * @param {{ port: { evseId: number }, startAt: string, endAt: string }} booking
 */
export function withOwnSlotFree(body, { port: { evseId }, startAt, endAt }) {
  const slots = body.ports.find((port) => port.evseId === evseId)?.availableSlots ?? [];
  const own = {
    startAt: latest(startAt, body.startAfter, body.earliestStart),
    endAt: earliest(endAt, body.endBefore, body.latestEnd),
  };
  return { ...body, ports: [{ evseId, availableSlots: withWindow(slots, own) }] };
}

const sortTimes = (/** @type {string[]} */ times) => times.sort((a, b) => Date.parse(a) - Date.parse(b));
const earliest = (/** @type {string[]} */ ...times) => sortTimes(times)[0];
export const latest = (/** @type {string[]} */ ...times) => sortTimes(times)[times.length - 1];

/**
 * Add a window, unless it is empty; windows that touch or overlap are merged.
 * @param {WindowResponse[]} windows
 * @param {WindowResponse} added
 */
export function withWindow(windows, added) {
  if (Date.parse(added.startAt) >= Date.parse(added.endAt)) return windows;
  /** @type {WindowResponse[]} */
  const result = [];
  for (const slot of [...windows, added].sort((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt))) {
    const before = result.at(-1);
    if (before && Date.parse(slot.startAt) <= Date.parse(before.endAt))
      before.endAt = latest(before.endAt, slot.endAt);
    else result.push({ ...slot });
  }
  return result;
}

/**
 * @param {WindowResponse} a
 * @param {WindowResponse} b
 */
export const isSameSpan = (a, b) =>
  Date.parse(a.startAt) === Date.parse(b.startAt) && Date.parse(a.endAt) === Date.parse(b.endAt);
