// The booking attempt: its Idempotency-Key and body, kept by the tab until the server's answer is definite.

import { newKey } from "../lib/polyfills.js";
import { forget, recall, remember } from "./storage.js";
import { isKey, isObject, isSpan, isText } from "./validation.js";

// The attempt: its Idempotency-Key and the very body it was sent with. It is kept until the server's answer is definite,
// so that pressing again, a reload or a lost connection asks about the same booking.

const attemptName = (siteId) => `attempt:${siteId}`;

function keptAttempt(siteId) {
  const kept = recall(attemptName(siteId));
  const isWhole = isObject(kept) && isKey(kept.key) && isObject(kept.body);
  return isWhole && isSpan(kept.body) && isText(kept.body.email) ? kept : null;
}

/**
 * The attempt for this content: the kept one if it is the same, else a new one with a new key. While the outcome of
 * another is not known there is none: null.
 */
export function attemptFor(body) {
  const kept = keptAttempt(body.locationId);
  if (kept && JSON.stringify(kept.body) === JSON.stringify(body)) return kept;
  return kept?.isOpen ? null : { key: newKey(), body };
}

/** Before sending: from now on we do not know what became of it. */
export const markSubmitted = ({ key, body }) =>
  remember(attemptName(body.locationId), { key, body, isOpen: true });

/** The server said that it did nothing yet: the same content may be sent again under the same key. */
export const markNotProcessed = ({ key, body }) =>
  remember(attemptName(body.locationId), { key, body, isOpen: false });

/** The attempt of which we do not know what became of it. */
export function unresolvedAttempt(siteId) {
  const kept = keptAttempt(siteId);
  return kept?.isOpen ? kept : null;
}

/** The answer is definite: whatever is sent next is a new attempt. */
export const settle = (siteId) => forget(attemptName(siteId));
