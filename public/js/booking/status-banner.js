// The status banner: the status of a booking in one line, or of its pending change.

import { portName } from "../lib/format.js";
import { bookingFormUrl } from "../state/draft.js";
import { fill, query, setIcon } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { linkToReplacement, linkToSameTime, whenText } from "./booking-links.js";

/**
 * @import { BookingResponse, ChangeResponse } from "../api/schema.d.ts"
 */

const KNOWN = ["reserved", "completed", "cancelled", "no-show", "failed"];
/** @type {Record<string, { icon: string, statuses: string[] }>} */
const TONES = {
  good: { icon: "check", statuses: ["confirmed", "reserved", "moved"] },
  pending: { icon: "sent", statuses: ["pending", "slow"] },
  changing: { icon: "sent", statuses: ["cancel-sent", "cancel-slow", "update-sent", "update-slow"] },
  unchanged: { icon: "alert", statuses: ["cancel-rejected", "update-rejected"] },
  bad: { icon: "not-accepted", statuses: ["rejected", "failed"] },
};
const ACTIVE_TONES = ["good", "changing", "unchanged"];
const ENDED = { icon: "ended" };

/**
 * Which face a booking has. Only what the network approved is ever called confirmed, moved or cancelled.
 * @param {BookingResponse} booking
 * @param {boolean} isSlow
 */
export function displayStatus(booking, isSlow) {
  const shownStatus = bookingDisplayStatus(booking, isSlow);
  return isActive(shownStatus) && booking.change ? changeDisplayStatus(booking.change, isSlow) : shownStatus;
}

/** Whether the port is the driver's now, whatever becomes of a change. */
export const isActive = (/** @type {string} */ shownStatus) => ACTIVE_TONES.includes(toneOf(shownStatus));

/** Whether the network has yet to decide, about the booking or about its change. */
export const isUndecided = (/** @type {string} */ shownStatus) =>
  ["pending", "changing"].includes(toneOf(shownStatus));

/**
 * @param {HTMLElement} banner
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
export function drawStatusBanner(banner, booking, shownStatus) {
  const tone = toneOf(shownStatus);
  banner.dataset.face = tone;
  setIcon(banner, (TONES[tone] ?? ENDED).icon);
  fill(banner, {
    word: text(`word-${shownStatus}`),
    meaning: text(`meaning-${shownStatus}`, { status: booking.status, when: askedText(booking) }),
    reason: reasonOf(booking, shownStatus),
  });
  const again = query(banner, 'a[data-action="again"]');
  again.hidden = isActive(shownStatus) || isUndecided(shownStatus);
  again.textContent = text(
    ["rejected", "cancelled"].includes(shownStatus) ? `again-${shownStatus}` : "again-other",
  );
  again.href = linkToSameTime(booking);
  drawPortTrouble(banner, booking, shownStatus);
}

/**
 * Warn of a port that is out of order while it is booked, with the way to another one.
 * @param {HTMLElement} banner
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
function drawPortTrouble(banner, booking, shownStatus) {
  const { port, site, startAt, endAt, actions } = booking;
  const broken =
    isActive(shownStatus) && port?.liveStatus === "out-of-order" && Date.parse(endAt) > Date.now() && port;
  const canReplace = actions.canCancel && Date.parse(startAt) > Date.now();
  const words = broken
    ? text(canReplace ? "port-broken" : "port-broken-now", { port: portName(broken) })
    : "";
  fill(banner, { "port-trouble": words });
  const another = query(banner, 'a[data-action="another"]');
  another.hidden = !broken || isUndecided(shownStatus);
  another.textContent = text(canReplace ? "another-port" : "another-now");
  another.href = canReplace ? linkToReplacement(booking) : bookingFormUrl(site.id, {});
}

/**
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
function reasonOf({ rejectionReason, change }, shownStatus) {
  if (shownStatus === "rejected") return rejectionReason;
  return toneOf(shownStatus) === "unchanged" ? change?.rejectionReason : "";
}

/**
 * @param {BookingResponse} booking
 * @param {boolean} isSlow
 */
function bookingDisplayStatus({ requestStatus, status = "accepted" }, isSlow) {
  if (requestStatus === "rejected") return "rejected";
  if (requestStatus !== "approved") return isSlow ? "slow" : "pending";
  if (status === "accepted") return "confirmed";
  return KNOWN.includes(status) ? status : "other";
}

/**
 * @param {ChangeResponse} change
 * @param {boolean} isSlow
 */
function changeDisplayStatus({ type, status }, isSlow) {
  if (status === "rejected") return `${type}-rejected`;
  if (status === "approved" && type === "update") return "moved";
  return isSlow ? `${type}-slow` : `${type}-sent`;
}

const toneOf = (/** @type {string} */ shownStatus) =>
  Object.keys(TONES).find((tone) => TONES[tone].statuses.includes(shownStatus)) ?? "ended";

const askedText = (/** @type {BookingResponse} */ { change, timezone }) =>
  change?.startAt && change.endAt ? whenText({ startAt: change.startAt, endAt: change.endAt, timezone }) : "";
