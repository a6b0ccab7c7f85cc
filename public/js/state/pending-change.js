// A driver's change of a booking, `{type, key, times, state}`, stored by the tab from the press until the network has
// decided it (request-state.js). With its `reference` the decision on a placed one is read.

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
  const stored = recall(changeName(booking));
  return isObject(stored) && isValid(stored) ? /** @type {Change} */ (stored) : null;
}

const isValid = (/** @type {Record<string, unknown>} */ change) =>
  isKey(change.key) &&
  UNDECIDED.includes(change.state) &&
  (change.type === "cancel" ||
    (change.type === "update" && isObject(change.times) && isSpan(change.times))) &&
  hasStateFields(change, ({ reference }) => isText(reference));

export const removeChange = (/** @type {string} */ booking) => forget(changeName(booking));

/**
 * Schedule a cancellation at a time, in milliseconds.
 * @param {string} booking
 * @param {number} dueAt
 */
export const scheduleCancel = (booking, dueAt) =>
  store(booking, { type: "cancel", key: newKey(), state: "due", dueAt });

/**
 * The change to these times: the stored one if its times are the same, else a new one with a new key; null while the
 * outcome of another change is unknown.
 * @param {string} booking
 * @param {Times} times
 * @returns {Change | null}
 */
export function rescheduleTo(booking, times) {
  const stored = pendingChange(booking);
  const isRepeatable = stored?.state === "open" || stored?.state === "untried";
  if (isRepeatable && JSON.stringify(stored.times) === JSON.stringify(times)) return stored;
  return stored?.state === "open" ? null : { type: "update", key: newKey(), times };
}

/**
 * The change with an unknown outcome, or null.
 * @param {string} booking
 */
export function unresolvedChange(booking) {
  const stored = pendingChange(booking);
  return stored?.state === "open" ? stored : null;
}

/**
 * Send a change, or send it again. Resolves when the network has accepted the request, before its decision.
 *
 * Throws ApiError; the change is then open, untried or over.
 * @param {string} booking
 * @param {Change} change
 * @param {{ isLast?: boolean }} [options]
 */
export async function sendChange(booking, change, { isLast = false } = {}) {
  const save = (/** @type {RequestState} */ state) =>
    state === "refused" ? removeChange(booking) : store(booking, { ...change, state });
  const body = await sendSaved(() => post(booking, change, isLast), save);
  store(booking, { ...change, state: "placed", reference: body.change });
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
function store(booking, change) {
  remember(changeName(booking), change);
  return change;
}
