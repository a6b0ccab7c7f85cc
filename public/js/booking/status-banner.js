// The status banner: the status of a booking in one line, or of its pending change.

import { portName } from "../lib/format.js";
import { fill, query, setIcon } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { pageUrl } from "../lib/links.js";
import { linkToSameTime, whenText } from "./booking-links.js";

/**
 * @import { BookingResponse, ChangeResponse, SwitchedBookingResponse } from "../api/schema.d.ts"
 */

/** The end of a link to a booking that opens its ports to switch to. */
export const SWITCH = "switch";

const KNOWN = ["reserved", "completed", "cancelled", "no-show", "failed"];
/** @type {Record<string, { icon: string, statuses: string[] }>} */
const TONES = {
  good: { icon: "check", statuses: ["confirmed", "reserved", "moved", "switch-finishing", "switched"] },
  pending: { icon: "sent", statuses: ["pending", "slow", "switch-sent", "switch-slow"] },
  changing: {
    icon: "sent",
    statuses: ["cancel-sent", "cancel-slow", "update-sent", "update-slow", "switching", "switching-slow"],
  },
  unchanged: { icon: "alert", statuses: ["cancel-rejected", "update-rejected"] },
  bad: { icon: "not-accepted", statuses: ["rejected", "failed", "switch-rejected"] },
};
const ACTIVE_TONES = ["good", "changing", "unchanged"];
/** @type {Record<string, string>} */
const REPLACEMENT = { pending: "switch-sent", slow: "switch-slow", rejected: "switch-rejected" };
const ENDED = { icon: "ended" };
const CHARGING = ["charging", "suspendedEV", "suspendedEVSE", "finishing", "occupied"];

/**
 * The status to show for a booking. Only what the network approved is called confirmed, rescheduled or canceled.
 * @param {BookingResponse} booking
 * @param {boolean} isSlow
 */
export function displayStatus(booking, isSlow) {
  const shownStatus = bookingDisplayStatus(booking, isSlow);
  const { change, replaces, replacedBy } = booking;
  if (replaces && !["moved", "cancelled"].includes(shownStatus) && !change) {
    return replacementDisplayStatus(shownStatus, replaces);
  }
  if (!isActive(shownStatus)) return shownStatus;
  if (replacedBy && replacedBy.requestStatus !== "rejected") return isSlow ? "switching-slow" : "switching";
  return change ? changeDisplayStatus(change, isSlow) : shownStatus;
}

/** Whether the driver has the port now, whatever the outcome of a change. */
export const isActive = (/** @type {string} */ shownStatus) => ACTIVE_TONES.includes(toneOf(shownStatus));

/** Whether the booking or its change is pending. */
export const isUndecided = (/** @type {string} */ shownStatus) =>
  ["pending", "changing"].includes(toneOf(shownStatus)) || shownStatus === "switch-finishing";

/**
 * @param {HTMLElement} banner
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
export function drawStatusBanner(banner, booking, shownStatus) {
  const tone = toneOf(shownStatus);
  const reason = reasonOf(booking, shownStatus);
  banner.dataset.tone = tone;
  setIcon(banner, (TONES[tone] ?? ENDED).icon);
  fill(banner, {
    word: text(`word-${shownStatus}`),
    meaning: text(`meaning-${shownStatus}`, {
      status: booking.status,
      when: requestedText(booking),
      port: named(booking.port && portName(booking.port)),
      other: named((booking.replacedBy ?? booking.replaces)?.portLabel),
    }),
    reason,
  });
  query(banner, "[data-reason]").hidden = !reason;
  const again = query(banner, 'a[data-action="again"]');
  again.hidden = isActive(shownStatus) || isUndecided(shownStatus);
  again.textContent = text(
    ["rejected", "cancelled"].includes(shownStatus) ? `again-${shownStatus}` : "again-other",
  );
  again.href = linkToSameTime(booking);
  const call = banner.querySelector("[data-call]");
  if (call) call.hidden = shownStatus !== "failed";
  again.classList.toggle("button-main", !call || call.hidden);
  if (shownStatus === "switch-rejected" && booking.replaces) {
    again.textContent = text("again-switch");
    again.href = pageUrl("booking", `#${booking.replaces.id}&${SWITCH}`);
  }
  drawPortWarning(banner, booking, shownStatus);
}

/**
 * Warn of a booked port that is out of order or in use, with a button for another port.
 * @param {HTMLElement} banner
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
function drawPortWarning(banner, booking, shownStatus) {
  const { port, endAt, actions } = booking;
  const canSwitch = actions.canSwitch && !isUndecided(shownStatus);
  const warning =
    isActive(shownStatus) && Date.parse(endAt) > Date.now() ? warningOf(booking, canSwitch) : null;
  fill(banner, { "port-warning": port && warning ? text(warning, { port: portName(port) }) : "" });
  query(banner, '[data-action="switch"]').hidden = !warning || !canSwitch;
}

/**
 * The warning about a port that is out of order, or where another car charges: a session of this driver would have
 * completed the booking. Null for any other port.
 * @param {BookingResponse} booking
 * @param {boolean} canSwitch
 */
function warningOf({ port, startAt }, canSwitch) {
  if (port?.liveStatus === "out-of-order") return canSwitch ? "port-broken" : "port-broken-now";
  const isTaken = Date.parse(startAt) <= Date.now() && CHARGING.includes(port?.hardwareStatus ?? "");
  return isTaken && canSwitch ? "port-taken" : null;
}

/**
 * @param {BookingResponse} booking
 * @param {string} shownStatus
 */
function reasonOf({ rejectionReason, change }, shownStatus) {
  if (["rejected", "switch-rejected"].includes(shownStatus)) return rejectionReason;
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

/**
 * The status to show for a booking that replaces another one. "Switched" says that the other one was released.
 * @param {string} shownStatus
 * @param {SwitchedBookingResponse} old
 */
function replacementDisplayStatus(shownStatus, { active, status }) {
  if (!isActive(shownStatus))
    return active && shownStatus in REPLACEMENT ? REPLACEMENT[shownStatus] : shownStatus;
  if (active) return "switch-finishing";
  return status === "cancelled" ? "switched" : shownStatus;
}

const named = (/** @type {string | undefined} */ port) =>
  port ? text("port-named", { port }) : text("port-unnamed");

const toneOf = (/** @type {string} */ shownStatus) =>
  Object.keys(TONES).find((tone) => TONES[tone].statuses.includes(shownStatus)) ?? "ended";

const requestedText = (/** @type {BookingResponse} */ { change, timezone }) =>
  change?.startAt && change.endAt ? whenText({ startAt: change.startAt, endAt: change.endAt, timezone }) : "";
