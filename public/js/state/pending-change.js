// A driver's change of a booking, kept by the tab from the press until the network has decided: a reload, a lost
// connection and a second press lead to the same change, for they use its key.
//
// A change is `{type, key, times, state}`, and `state` is one of
//   due      a cancellation that is sent at `dueAt`, unless it is taken back before
//   open     sent, and we do not know what became of it
//   untried  the server said that it did nothing yet
//   placed   the network has it: `reference` asks what it decides

import { ApiError, cancelBooking, updateBooking } from "../api/client.js";
import { newKey } from "../lib/polyfills.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { forget, recall, remember } from "./storage.js";
import { isKey, isNumber, isObject, isSpan, isText } from "./validation.js";

const name = (booking) => `change:${booking}`;

const TYPES = {
  __proto__: null,
  cancel: () => true,
  update: ({ times }) => isObject(times) && isSpan(times),
};
const STATES = {
  __proto__: null,
  due: ({ dueAt }) => isNumber(dueAt, 0, Number.MAX_SAFE_INTEGER),
  open: () => true,
  untried: () => true,
  placed: ({ reference }) => isText(reference),
};

/** The latest change of the booking with this reference, or null. */
export function pendingChange(booking) {
  const kept = recall(name(booking));
  return isObject(kept) && isKey(kept.key) && fits(kept, TYPES[kept.type], STATES[kept.state]) ? kept : null;
}

const fits = (change, ...checks) => checks.every((check) => check?.(change));

export const removeChange = (booking) => forget(name(booking));

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
 * Throws ApiError; its face tells whether the change is still open, untried or over.
 */
export async function sendChange(booking, change, { isLast = false } = {}) {
  keep(booking, { ...change, state: "open" });
  try {
    const { body } = await post(booking, change, isLast);
    keep(booking, { ...change, state: "placed", reference: body.change });
  } catch (error) {
    if (error instanceof ApiError) settle(booking, change, errorOutcome(error));
    throw error;
  }
}

const post = (booking, { type, key, times }, isLast) =>
  type === "cancel" ? cancelBooking(booking, key, isLast) : updateBooking(booking, key, times);

function settle(booking, change, outcomeName) {
  if (isNotProcessed(outcomeName)) keep(booking, { ...change, state: "untried" });
  else if (outcomeName !== "unknown") removeChange(booking);
}

function keep(booking, change) {
  remember(name(booking), change);
  return change;
}
