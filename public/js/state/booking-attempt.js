// The booking attempt: its Idempotency-Key and the body it was sent with. The tab stores it until the server's response
// is definite, so that a second press, a reload or a lost connection leads to the same booking.

import { createBooking } from "../api/client.js";
import { newKey } from "../lib/polyfills.js";
import { sendSaved } from "./request-state.js";
import { forget, recall, remember } from "./storage.js";
import { isKey, isObject, isSpan, isText } from "./validation.js";

/**
 * @import { RequestBody } from "../api/types.d.ts"
 * @import { RequestState } from "./request-state.js"
 * @typedef {RequestBody<"createBooking">} Body
 * @typedef {{ key: string, body: Body, isOpen?: boolean }} Attempt
 */

const attemptName = (/** @type {number} */ siteId) => `attempt:${siteId}`;

/** @param {number} siteId */
function storedAttempt(siteId) {
  const stored = recall(attemptName(siteId));
  if (!isObject(stored) || !isKey(stored.key) || !isObject(stored.body)) return null;
  return isSpan(stored.body) && isText(stored.body.email) ? /** @type {Attempt} */ (stored) : null;
}

/**
 * The attempt for this content: the stored one if it is the same, else a new one with a new key; null while the
 * outcome of another attempt is unknown.
 * @param {Body} body
 * @returns {Attempt | null}
 */
export function attemptFor(body) {
  const stored = storedAttempt(body.locationId);
  if (stored && JSON.stringify(stored.body) === JSON.stringify(body)) return stored;
  return stored?.isOpen ? null : { key: newKey(), body };
}

/**
 * The attempt with an unknown outcome, or null.
 * @param {number} siteId
 */
export function unresolvedAttempt(siteId) {
  const stored = storedAttempt(siteId);
  return stored?.isOpen ? stored : null;
}

/**
 * Send an attempt, or send it again. Resolves to the booking. After a definite response the next attempt is a new one.
 * @param {Attempt} attempt
 */
export async function sendAttempt({ key, body }) {
  const name = attemptName(body.locationId);
  const save = (/** @type {RequestState} */ state) =>
    state === "refused" ? forget(name) : remember(name, { key, body, isOpen: state === "open" });
  const booking = await sendSaved(() => createBooking(key, body), save);
  forget(name);
  return booking;
}
