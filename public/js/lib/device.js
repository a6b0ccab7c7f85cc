// The bookings that were made in this browser. They stay in it: whoever has a reference has the booking.

import { browser } from "./store.js";

const KEY = "bookings";
const MOST = 20;
const KEPT_AFTER_END = 3 * 24 * 60 * 60_000;

/** Each is `{reference, site, startAt, endAt}`: what is to come first, the next on top, then what is over. */
export function deviceBookings(now = Date.now()) {
  const ends = ({ endAt }) => Date.parse(endAt);
  const distance = (booking) => Math.abs(Date.parse(booking.startAt) - now);
  return read()
    .filter((booking) => ends(booking) + KEPT_AFTER_END > now)
    .sort((a, b) => (ends(a) < now) - (ends(b) < now) || distance(a) - distance(b));
}

/** Keep a booking that was sent; the oldest gives way. */
export function addToDevice(booking) {
  const others = read().filter(({ reference }) => reference !== booking.reference);
  browser.remember(KEY, [...others, booking].slice(-MOST));
}

/** Show what was kept as it is now, at its new time for instance. */
export function updateOnDevice({ reference, ...facts }) {
  const all = read();
  if (!all.some((booking) => booking.reference === reference)) return;
  browser.remember(
    KEY,
    all.map((booking) => (booking.reference === reference ? { ...booking, ...facts } : booking)),
  );
}

export function forgetOnDevice(forgotten) {
  browser.remember(
    KEY,
    read().filter(({ reference }) => reference !== forgotten),
  );
}

function read() {
  const kept = browser.recall(KEY);
  const isWhole = ({ reference, site, startAt, endAt } = {}) =>
    [reference, site].every((value) => typeof value === "string") && Date.parse(startAt) < Date.parse(endAt);
  return Array.isArray(kept) ? kept.filter((booking) => booking !== null && isWhole(booking)) : [];
}
