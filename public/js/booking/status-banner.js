// The status banner: the status of a booking in one line, or of its pending change.

import { portName } from "../lib/format.js";
import { linkTo } from "../state/draft.js";
import { fill, setIcon } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { linkToReplacement, linkToSameTime, whenText } from "./booking-links.js";

const KNOWN = ["reserved", "completed", "cancelled", "no-show", "failed"];
const TONES = {
  good: { icon: "check", statuses: ["confirmed", "reserved", "moved"] },
  pending: { icon: "sent", statuses: ["pending", "slow"] },
  changing: { icon: "sent", statuses: ["cancel-sent", "cancel-slow", "update-sent", "update-slow"] },
  unchanged: { icon: "alert", statuses: ["cancel-rejected", "update-rejected"] },
  bad: { icon: "not-accepted", statuses: ["rejected", "failed"] },
};
const ACTIVE_TONES = ["good", "changing", "unchanged"];
const ENDED = { icon: "ended" };

/** Which face a booking has. Only what the network approved is ever called confirmed, moved or cancelled. */
export function displayStatus(booking, isSlow) {
  const status_ = bookingDisplayStatus(booking, isSlow);
  return isActive(status_) && booking.change ? changeDisplayStatus(booking.change, isSlow) : status_;
}

/** Whether the port is the driver's now, whatever becomes of a change. */
export const isActive = (status_) => ACTIVE_TONES.includes(toneOf(status_));

/** Whether the network has yet to decide, about the booking or about its change. */
export const isUndecided = (status_) => ["pending", "changing"].includes(toneOf(status_));

export function drawStatusBanner(banner, booking, status_) {
  const tone = toneOf(status_);
  banner.dataset.face = tone;
  setIcon(banner, (TONES[tone] ?? ENDED).icon);
  fill(banner, {
    word: text(`word-${status_}`),
    meaning: text(`meaning-${status_}`, { status: booking.status, when: askedText(booking) }),
    reason: reasonOf(booking, status_),
  });
  const again = banner.querySelector('[data-action="again"]');
  again.hidden = isActive(status_) || isUndecided(status_);
  again.textContent = text(["rejected", "cancelled"].includes(status_) ? `again-${status_}` : "again-other");
  again.href = linkToSameTime(booking);
  drawPortTrouble(banner, booking, status_);
}

/** Warn of a port that is out of order while it is booked, with the way to another one. */
function drawPortTrouble(banner, booking, status_) {
  const { port, site, startAt, endAt, actions } = booking;
  const isBroken = isActive(status_) && port?.liveStatus === "out-of-order" && Date.parse(endAt) > Date.now();
  const canReplace = actions.canCancel && Date.parse(startAt) > Date.now();
  const words = isBroken
    ? text(canReplace ? "port-broken" : "port-broken-now", { port: portName(port) })
    : "";
  fill(banner, { "port-trouble": words });
  const another = banner.querySelector('[data-action="another"]');
  another.hidden = !isBroken || isUndecided(status_);
  another.textContent = text(canReplace ? "another-port" : "another-now");
  another.href = canReplace ? linkToReplacement(booking) : linkTo(site.id, {});
}

function reasonOf({ rejectionReason, change }, status_) {
  if (status_ === "rejected") return rejectionReason;
  return toneOf(status_) === "unchanged" ? change.rejectionReason : "";
}

function bookingDisplayStatus({ requestStatus, status = "accepted" }, isSlow) {
  if (requestStatus === "rejected") return "rejected";
  if (requestStatus !== "approved") return isSlow ? "slow" : "pending";
  if (status === "accepted") return "confirmed";
  return KNOWN.includes(status) ? status : "other";
}

function changeDisplayStatus({ type, status }, isSlow) {
  if (status === "rejected") return `${type}-rejected`;
  if (status === "approved" && type === "update") return "moved";
  return isSlow ? `${type}-slow` : `${type}-sent`;
}

const toneOf = (status_) =>
  Object.keys(TONES).find((tone) => TONES[tone].statuses.includes(status_)) ?? "ended";

const askedText = ({ change, timezone }) => (change?.startAt ? whenText({ ...change, timezone }) : "");
