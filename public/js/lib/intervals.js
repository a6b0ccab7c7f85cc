// What is free for a booking that moves: its own port, and there its own time too. Pure functions.

/** @import { AvailabilityResponse, WindowResponse } from "../api/schema.d.ts" */

/**
 * An availability answer as the booking sees it: the other ports left out, its own time free where it can be booked.
 * @param {AvailabilityResponse} body
 * @param {{ port: { evseId: number }, startAt: string, endAt: string }} booking
 */
export function withOwnSlotFree(body, { port: { evseId }, startAt, endAt }) {
  const slots = body.ports.find((port) => port.evseId === evseId)?.availableSlots ?? [];
  const own = {
    startAt: latest(startAt, body.startAfter, body.earliestStart),
    endAt: earliest(endAt, body.endBefore, body.latestEnd),
  };
  const isHere = Date.parse(own.startAt) < Date.parse(own.endAt);
  return { ...body, ports: [{ evseId, availableSlots: isHere ? merged([...slots, own]) : slots }] };
}

const inOrder = (/** @type {string[]} */ times) => times.sort((a, b) => Date.parse(a) - Date.parse(b));
const earliest = (/** @type {string[]} */ ...times) => inOrder(times)[0];
const latest = (/** @type {string[]} */ ...times) => inOrder(times)[times.length - 1];

/** @param {WindowResponse[]} slots */
function merged(slots) {
  /** @type {WindowResponse[]} */
  const result = [];
  for (const slot of slots.sort((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt))) {
    const before = result.at(-1);
    if (before && Date.parse(slot.startAt) <= Date.parse(before.endAt))
      before.endAt = latest(before.endAt, slot.endAt);
    else result.push({ ...slot });
  }
  return result;
}
