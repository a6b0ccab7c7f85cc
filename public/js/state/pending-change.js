// A driver's change of a booking, `{type, key, times, state}`, stored by the tab from the press until the network has
// decided (request-state.js): `reference` of one that is placed asks what it decides.

import { cancelBooking, updateBooking } from "../api/client.js";
import { newKey } from "../lib/polyfills.js";
import { hasStateFields, sendSaved, UNDECIDED } from "./request-state.js";
import { forget, recall, remember } from "./storage.js";
import { isKey, isObject, isSpan, isText } from "./validation.js";

const changeName = (booking) => `change:${booking}`;

const TYPES = {
  __proto__: null,
  cancel: () => true,
  update: ({ times }) => isObject(times) && isSpan(times),
};

/** The latest change of the booking with this reference, or null. */
export function pendingChange(booking) {
  const kept = recall(changeName(booking));
  return isObject(kept) && isWhole(kept) ? kept : null;
}

const isWhole = (change) =>
  isKey(change.key) &&
  UNDECIDED.includes(change.state) &&
  Boolean(TYPES[change.type]?.(change)) &&
  hasStateFields(change, ({ reference }) => isText(reference));

export const removeChange = (booking) => forget(changeName(booking));

/** Plan to cancel at a time, in milliseconds. */
export const scheduleCancel = (booking, dueAt) =>
  keep(booking, { type: "cancel", key: newKey(), state: "due", dueAt });

/**
 * The change to these times: the kept one if it asks for the same, else a new one with a new key. While the outcome of
 * another is not known there is none: null.
 */
export function rescheduleTo(booking, times) {
  const kept = pendingChange(booking);
  const isSame = JSON.stringify(kept?.times) === JSON.stringify(times);
  if (isSame && (kept.state === "open" || kept.state === "untried")) return kept;
  return kept?.state === "open" ? null : { type: "update", key: newKey(), times };
}

/** The change of which we do not know what became of it, or null. */
export function unresolvedChange(booking) {
  const kept = pendingChange(booking);
  return kept?.state === "open" ? kept : null;
}

/**
 * Send a change, or send it again. Resolves when the network has it, which is not yet its decision.
 *
 * Throws ApiError; the change is open, untried or over then.
 */
export async function sendChange(booking, change, { isLast = false } = {}) {
  const save = (state) => (state === "refused" ? removeChange(booking) : keep(booking, { ...change, state }));
  const body = await sendSaved(() => post(booking, change, isLast), save);
  keep(booking, { ...change, state: "placed", reference: body.change });
}

const post = (booking, { type, key, times }, isLast) =>
  type === "cancel" ? cancelBooking(booking, key, isLast) : updateBooking(booking, key, times);

function keep(booking, change) {
  remember(changeName(booking), change);
  return change;
}
