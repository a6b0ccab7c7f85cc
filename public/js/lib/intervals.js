// What is free for a booking that moves: its own port, and there its own time too. Pure functions.

/** An availability answer as the booking sees it: the other ports left out, its own time free where it can be booked. */
export function withOwnSlotFree(body, { port: { evseId }, startAt, endAt }) {
  const slots = body.ports.find((port) => port.evseId === evseId)?.availableSlots ?? [];
  const own = {
    startAt: latest(startAt, body.startAfter, body.earliestStart),
    endAt: earliest(endAt, body.endBefore, body.latestEnd),
  };
  const isHere = Date.parse(own.startAt) < Date.parse(own.endAt);
  return { ...body, ports: [{ evseId, availableSlots: isHere ? merged([...slots, own]) : slots }] };
}

const inOrder = (times) => times.sort((a, b) => Date.parse(a) - Date.parse(b));
const latest = (...times) => inOrder(times).at(-1);
const earliest = (...times) => inOrder(times)[0];

function merged(slots) {
  const result = [];
  for (const slot of slots.sort((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt))) {
    const before = result.at(-1);
    const touches = before && Date.parse(slot.startAt) <= Date.parse(before.endAt);
    if (touches) before.endAt = latest(before.endAt, slot.endAt);
    else result.push({ ...slot });
  }
  return result;
}
