// Bookings saved in this browser: those that were made in it, and the last response about each that was read in it.
// They stay in this browser, because a reference gives access to its booking.

import { browser } from "../state/storage.js";
import { isInstant, isObject, isSpan, isText } from "../state/validation.js";

/**
 * @import { BookingResponse } from "../api/schema.d.ts"
 * @typedef {{ reference: string, site: string, port?: string, startAt: string, endAt: string }} SavedBooking
 * @typedef {{ booking: BookingResponse, readAt: number }} CachedBooking
 */

const KEY = "bookings";
const MOST = 20;
const STORED_AFTER_END = 3 * 24 * 60 * 60_000;

/** The saved bookings: those that are not over, the next one first, then the others. */
export function savedBookings(now = Date.now()) {
  const ends = (/** @type {SavedBooking} */ { endAt }) => Date.parse(endAt);
  const distance = (/** @type {SavedBooking} */ booking) => Math.abs(Date.parse(booking.startAt) - now);
  return read()
    .filter((booking) => ends(booking) + STORED_AFTER_END > now)
    .sort((a, b) => Number(ends(a) < now) - Number(ends(b) < now) || distance(a) - distance(b));
}

/** Save a booking that was submitted; the oldest one is removed if there are too many. */
export function saveBooking(/** @type {SavedBooking} */ booking) {
  const others = read().filter(({ reference }) => reference !== booking.reference);
  browser.remember(KEY, [...others, booking].slice(-MOST));
}

/** Update a saved booking, for example with a new time. */
export function updateSavedBooking(/** @type {SavedBooking} */ { reference, ...facts }) {
  const all = read();
  if (!all.some((booking) => booking.reference === reference)) return;
  browser.remember(
    KEY,
    all.map((booking) => (booking.reference === reference ? { ...booking, ...facts } : booking)),
  );
}

/**
 * Save `created` as the replacement of a saved booking, which is removed; with `isOpen` it stays until the decision.
 * Does nothing for a booking that is not saved.
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

/** Remove a booking with its last response. */
export function removeSavedBooking(/** @type {string} */ forgotten) {
  browser.remember(
    KEY,
    read().filter(({ reference }) => reference !== forgotten),
  );
  removeCachedBooking(forgotten);
}

/** @returns {SavedBooking[]} */
function read() {
  const stored = browser.recall(KEY);
  const isValid = (/** @type {unknown} */ booking) =>
    isObject(booking) && [booking.reference, booking.site].every(isText) && isSpan(booking);
  return Array.isArray(stored) ? stored.filter(isValid) : [];
}

// The last responses, for offline use

const CACHE_KEY = "answers";

/**
 * Store the response about a booking, read at `readAt`; the oldest one is removed if there are too many.
 * @param {BookingResponse} booking
 * @param {number} readAt
 */
export function cacheBooking(booking, readAt) {
  const others = cachedBookings(readAt).filter((cached) => cached.booking.id !== booking.id);
  browser.remember(CACHE_KEY, [...others, { booking, readAt }].slice(-MOST));
}

/** The last response about a booking, `{booking, readAt}`; null without one. */
export const cachedBooking = (/** @type {string} */ reference, now = Date.now()) =>
  cachedBookings(now).find(({ booking }) => booking.id === reference) ?? null;

export function removeCachedBooking(/** @type {string} */ reference) {
  const all = cachedBookings(Date.now());
  if (!all.some(({ booking }) => booking.id === reference)) return;
  browser.remember(
    CACHE_KEY,
    all.filter(({ booking }) => booking.id !== reference),
  );
}

/**
 * @param {number} now
 * @returns {CachedBooking[]}
 */
function cachedBookings(now) {
  const stored = browser.recall(CACHE_KEY);
  const isValid = (/** @type {unknown} */ booking) =>
    isObject(booking) &&
    isObject(booking.site) &&
    [booking.id, booking.site.name].every(isText) &&
    isObject(booking.actions) &&
    isSpan(booking) &&
    Date.parse(String(booking.endAt)) + STORED_AFTER_END > now;
  const isCached = (/** @type {unknown} */ cached) =>
    isObject(cached) && isInstant(cached.readAt) && isValid(cached.booking);
  return Array.isArray(stored) ? stored.filter(isCached) : [];
}
