// The status banner: the status of a booking in one line, or of its pending change.

import { portName } from "../lib/format.js";
import { bookingFormUrl } from "../state/draft.js";
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
  const shownStatus = bookingDisplayStatus(booking, isSlow);
  return isActive(shownStatus) && booking.change ? changeDisplayStatus(booking.change, isSlow) : shownStatus;
}

/** Whether the port is the driver's now, whatever becomes of a change. */
export const isActive = (shownStatus) => ACTIVE_TONES.includes(toneOf(shownStatus));

/** Whether the network has yet to decide, about the booking or about its change. */
export const isUndecided = (shownStatus) => ["pending", "changing"].includes(toneOf(shownStatus));

export function drawStatusBanner(banner, booking, shownStatus) {
  const tone = toneOf(shownStatus);
  banner.dataset.face = tone;
  setIcon(banner, (TONES[tone] ?? ENDED).icon);
  fill(banner, {
    word: text(`word-${shownStatus}`),
    meaning: text(`meaning-${shownStatus}`, { status: booking.status, when: askedText(booking) }),
    reason: reasonOf(booking, shownStatus),
  });
  const again = banner.querySelector('[data-action="again"]');
  again.hidden = isActive(shownStatus) || isUndecided(shownStatus);
  again.textContent = text(
    ["rejected", "cancelled"].includes(shownStatus) ? `again-${shownStatus}` : "again-other",
  );
  again.href = linkToSameTime(booking);
  drawPortTrouble(banner, booking, shownStatus);
}

/** Warn of a port that is out of order while it is booked, with the way to another one. */
function drawPortTrouble(banner, booking, shownStatus) {
  const { port, site, startAt, endAt, actions } = booking;
  const isBroken =
    isActive(shownStatus) && port?.liveStatus === "out-of-order" && Date.parse(endAt) > Date.now();
  const canReplace = actions.canCancel && Date.parse(startAt) > Date.now();
  const words = isBroken
    ? text(canReplace ? "port-broken" : "port-broken-now", { port: portName(port) })
    : "";
  fill(banner, { "port-trouble": words });
  const another = banner.querySelector('[data-action="another"]');
  another.hidden = !isBroken || isUndecided(shownStatus);
  another.textContent = text(canReplace ? "another-port" : "another-now");
  another.href = canReplace ? linkToReplacement(booking) : bookingFormUrl(site.id, {});
}

function reasonOf({ rejectionReason, change }, shownStatus) {
  if (shownStatus === "rejected") return rejectionReason;
  return toneOf(shownStatus) === "unchanged" ? change.rejectionReason : "";
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

const toneOf = (shownStatus) =>
  Object.keys(TONES).find((tone) => TONES[tone].statuses.includes(shownStatus)) ?? "ended";

const askedText = ({ change, timezone }) => (change?.startAt ? whenText({ ...change, timezone }) : "");
