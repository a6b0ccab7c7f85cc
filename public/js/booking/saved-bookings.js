// What this browser knows of bookings: those that were made in it, and the last answer about each that was looked at in
// it. All that stays in it: whoever has a reference has the booking.

import { browser } from "../state/storage.js";
import { isInstant, isObject, isSpan, isText } from "../state/validation.js";

/**
 * @import { BookingResponse } from "../api/schema.d.ts"
 * @typedef {{ reference: string, site: string, port?: string, startAt: string, endAt: string }} SavedBooking
 * @typedef {{ booking: BookingResponse, readAt: number }} CachedBooking
 */

const KEY = "bookings";
const MOST = 20;
const KEPT_AFTER_END = 3 * 24 * 60 * 60_000;

/** What is to come first, the next on top, then what is over. */
export function savedBookings(now = Date.now()) {
  const ends = (/** @type {SavedBooking} */ { endAt }) => Date.parse(endAt);
  const distance = (/** @type {SavedBooking} */ booking) => Math.abs(Date.parse(booking.startAt) - now);
  return read()
    .filter((booking) => ends(booking) + KEPT_AFTER_END > now)
    .sort((a, b) => Number(ends(a) < now) - Number(ends(b) < now) || distance(a) - distance(b));
}

/** Keep a booking that was sent; the oldest gives way. */
export function saveBooking(/** @type {SavedBooking} */ booking) {
  const others = read().filter(({ reference }) => reference !== booking.reference);
  browser.remember(KEY, [...others, booking].slice(-MOST));
}

/** Show what was kept as it is now, at its new time for instance. */
export function updateSavedBooking(/** @type {SavedBooking} */ { reference, ...facts }) {
  const all = read();
  if (!all.some((booking) => booking.reference === reference)) return;
  browser.remember(
    KEY,
    all.map((booking) => (booking.reference === reference ? { ...booking, ...facts } : booking)),
  );
}

/**
 * Keep `created` as the booking that takes the place of another one; with `isOpen` the other one stays until that is
 * decided. What was not kept is not replaced.
 * @param {string} replaced
 * @param {string} created
 * @param {{ isOpen?: boolean }} [state]
 */
export function replaceSavedBooking(replaced, created, { isOpen = false } = {}) {
  const old = read().find(({ reference }) => reference === replaced);
  if (!old) return;
  saveBooking({ ...old, reference: created });
  if (!isOpen) removeSavedBooking(replaced);
}

/** Forget a booking, the last answer too. */
export function removeSavedBooking(/** @type {string} */ forgotten) {
  browser.remember(
    KEY,
    read().filter(({ reference }) => reference !== forgotten),
  );
  removeCachedBooking(forgotten);
}

/** @returns {SavedBooking[]} */
function read() {
  const kept = browser.recall(KEY);
  const isWhole = (/** @type {unknown} */ booking) =>
    isObject(booking) && [booking.reference, booking.site].every(isText) && isSpan(booking);
  return Array.isArray(kept) ? kept.filter(isWhole) : [];
}

// The last answers, for when there is no connection

const ANSWERS = "answers";

/**
 * Keep what is known of a booking at `readAt`; the one that was read longest ago is removed.
 * @param {BookingResponse} booking
 * @param {number} readAt
 */
export function cacheBooking(booking, readAt) {
  const others = answers(readAt).filter((kept) => kept.booking.id !== booking.id);
  browser.remember(ANSWERS, [...others, { booking, readAt }].slice(-MOST));
}

/** What is last known of a booking, `{booking, readAt}`; null if that is nothing. */
export const cachedBooking = (/** @type {string} */ reference, now = Date.now()) =>
  answers(now).find(({ booking }) => booking.id === reference) ?? null;

export function removeCachedBooking(/** @type {string} */ reference) {
  const all = answers(Date.now());
  if (!all.some(({ booking }) => booking.id === reference)) return;
  browser.remember(
    ANSWERS,
    all.filter(({ booking }) => booking.id !== reference),
  );
}

/**
 * @param {number} now
 * @returns {CachedBooking[]}
 */
function answers(now) {
  const kept = browser.recall(ANSWERS);
  const isWhole = (/** @type {unknown} */ booking) =>
    isObject(booking) &&
    isObject(booking.site) &&
    [booking.id, booking.site.name].every(isText) &&
    isObject(booking.actions) &&
    isSpan(booking) &&
    Date.parse(String(booking.endAt)) + KEPT_AFTER_END > now;
  const isAnswer = (/** @type {unknown} */ answer) =>
    isObject(answer) && isInstant(answer.readAt) && isWhole(answer.booking);
  return Array.isArray(kept) ? kept.filter(isAnswer) : [];
}
