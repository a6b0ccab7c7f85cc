// The booking attempt: its Idempotency-Key and the very body it was sent with. The tab keeps it until the server's answer
// is definite, so that pressing again, a reload or a lost connection asks about the same booking.

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
function keptAttempt(siteId) {
  const kept = recall(attemptName(siteId));
  if (!isObject(kept) || !isKey(kept.key) || !isObject(kept.body)) return null;
  return isSpan(kept.body) && isText(kept.body.email) ? /** @type {Attempt} */ (kept) : null;
}

/**
 * The attempt for this content: the stored one if it is the same, else a new one with a new key; null while the
 * outcome of another attempt is unknown.
 * @param {Body} body
 * @returns {Attempt | null}
 */
export function attemptFor(body) {
  const kept = keptAttempt(body.locationId);
  if (kept && JSON.stringify(kept.body) === JSON.stringify(body)) return kept;
  return kept?.isOpen ? null : { key: newKey(), body };
}

/**
 * The attempt of which we do not know what became of it.
 * @param {number} siteId
 */
export function unresolvedAttempt(siteId) {
  const kept = keptAttempt(siteId);
  return kept?.isOpen ? kept : null;
}

/**
 * Send an attempt, or send it again. Resolves to the booking. Once the answer is definite, the next attempt is new.
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
