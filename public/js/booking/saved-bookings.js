// What this browser knows of bookings: those that were made in it, and the last answer about each that was looked at in
// it. All that stays in it: whoever has a reference has the booking.

import { browser } from "../state/storage.js";
import { isNumber, isObject, isSpan, isText } from "../state/validation.js";

const KEY = "bookings";
const MOST = 20;
const LATEST = Date.UTC(9_999, 0);
const KEPT_AFTER_END = 3 * 24 * 60 * 60_000;

/** Each is `{reference, site, startAt, endAt}`: what is to come first, the next on top, then what is over. */
export function savedBookings(now = Date.now()) {
  const ends = ({ endAt }) => Date.parse(endAt);
  const distance = (booking) => Math.abs(Date.parse(booking.startAt) - now);
  return read()
    .filter((booking) => ends(booking) + KEPT_AFTER_END > now)
    .sort((a, b) => (ends(a) < now) - (ends(b) < now) || distance(a) - distance(b));
}

/** Keep a booking that was sent; the oldest gives way. */
export function saveBooking(booking) {
  const others = read().filter(({ reference }) => reference !== booking.reference);
  browser.remember(KEY, [...others, booking].slice(-MOST));
}

/** Show what was kept as it is now, at its new time for instance. */
export function updateSavedBooking({ reference, ...facts }) {
  const all = read();
  if (!all.some((booking) => booking.reference === reference)) return;
  browser.remember(
    KEY,
    all.map((booking) => (booking.reference === reference ? { ...booking, ...facts } : booking)),
  );
}

/** Forget a booking, the last answer too. */
export function removeSavedBooking(forgotten) {
  browser.remember(
    KEY,
    read().filter(({ reference }) => reference !== forgotten),
  );
  removeCachedBooking(forgotten);
}

function read() {
  const kept = browser.recall(KEY);
  const isWhole = (booking) => [booking.reference, booking.site].every(isText) && isSpan(booking);
  return Array.isArray(kept) ? kept.filter((booking) => isObject(booking) && isWhole(booking)) : [];
}

// The last answers, for when there is no connection

const ANSWERS = "answers";

/** Keep what was heard of a booking at `readAt`; the one that was heard longest ago gives way. */
export function cacheBooking(booking, readAt) {
  const others = answers(readAt).filter((kept) => kept.booking.id !== booking.id);
  browser.remember(ANSWERS, [...others, { booking, readAt }].slice(-MOST));
}

/** What was last heard of a booking, `{booking, readAt}`; null if that is nothing. */
export const cachedBooking = (reference, now = Date.now()) =>
  answers(now).find(({ booking }) => booking.id === reference) ?? null;

export function removeCachedBooking(reference) {
  const all = answers(Date.now());
  if (!all.some(({ booking }) => booking.id === reference)) return;
  browser.remember(
    ANSWERS,
    all.filter(({ booking }) => booking.id !== reference),
  );
}

function answers(now) {
  const kept = browser.recall(ANSWERS);
  const isWhole = (booking) =>
    [booking.id, booking.site?.name].every(isText) &&
    isObject(booking.actions) &&
    isSpan(booking) &&
    Date.parse(booking.endAt) + KEPT_AFTER_END > now;
  const isAnswer = ({ booking, readAt }) =>
    isNumber(readAt, 0, LATEST) && isObject(booking) && isWhole(booking);
  return Array.isArray(kept) ? kept.filter((answer) => isObject(answer) && isAnswer(answer)) : [];
}
