// A driver's change of a booking, `{type, key, times, state}`, stored by the tab from the press until the network has
// decided (request-state.js): `reference` of one that is placed asks what it decides.

import { cancelBooking, updateBooking } from "../api/client.js";
import { newKey } from "../lib/polyfills.js";
import { hasStateFields, sendSaved, UNDECIDED } from "./request-state.js";
import { forget, recall, remember } from "./storage.js";
import { isKey, isObject, isSpan, isText } from "./validation.js";

/**
 * @import { RequestBody } from "../api/types.d.ts"
 * @import { RequestState } from "./request-state.js"
 * @typedef {RequestBody<"updateBooking">} Times
 * @typedef {{ key: string, state?: RequestState, dueAt?: number, reference?: string } & (
 *   { type: "cancel", times?: undefined } | { type: "update", times: Times })} Change
 */

const changeName = (/** @type {string} */ booking) => `change:${booking}`;

/**
 * The latest change of the booking with this reference, or null.
 * @param {string} booking
 */
export function pendingChange(booking) {
  const kept = recall(changeName(booking));
  return isObject(kept) && isWhole(kept) ? /** @type {Change} */ (kept) : null;
}

const isWhole = (/** @type {Record<string, unknown>} */ change) =>
  isKey(change.key) &&
  UNDECIDED.includes(change.state) &&
  (change.type === "cancel" ||
    (change.type === "update" && isObject(change.times) && isSpan(change.times))) &&
  hasStateFields(change, ({ reference }) => isText(reference));

export const removeChange = (/** @type {string} */ booking) => forget(changeName(booking));

/**
 * Plan to cancel at a time, in milliseconds.
 * @param {string} booking
 * @param {number} dueAt
 */
export const scheduleCancel = (booking, dueAt) =>
  keep(booking, { type: "cancel", key: newKey(), state: "due", dueAt });

/**
 * The change to these times: the stored one if its times are the same, else a new one with a new key; null while the
 * outcome of another change is unknown.
 * @param {string} booking
 * @param {Times} times
 * @returns {Change | null}
 */
export function rescheduleTo(booking, times) {
  const kept = pendingChange(booking);
  const isRepeatable = kept?.state === "open" || kept?.state === "untried";
  if (isRepeatable && JSON.stringify(kept.times) === JSON.stringify(times)) return kept;
  return kept?.state === "open" ? null : { type: "update", key: newKey(), times };
}

/**
 * The change of which we do not know what became of it, or null.
 * @param {string} booking
 */
export function unresolvedChange(booking) {
  const kept = pendingChange(booking);
  return kept?.state === "open" ? kept : null;
}

/**
 * Send a change, or send it again. Resolves when the network has it, which is not yet its decision.
 *
 * Throws ApiError; the change is open, untried or over then.
 * @param {string} booking
 * @param {Change} change
 * @param {{ isLast?: boolean }} [options]
 */
export async function sendChange(booking, change, { isLast = false } = {}) {
  const save = (/** @type {RequestState} */ state) =>
    state === "refused" ? removeChange(booking) : keep(booking, { ...change, state });
  const body = await sendSaved(() => post(booking, change, isLast), save);
  keep(booking, { ...change, state: "placed", reference: body.change });
}

/**
 * @param {string} booking
 * @param {Change} change
 * @param {boolean} isLast
 */
const post = (booking, { type, key, times }, isLast) =>
  type === "cancel" ? cancelBooking(booking, key, isLast) : updateBooking(booking, key, times);

/**
 * @param {string} booking
 * @param {Change} change
 */
function keep(booking, change) {
  remember(changeName(booking), change);
  return change;
}
