// How a booking stands, in one big line; while the driver changes it, how the change stands.

import { portName } from "../lib/format.js";
import { linkTo } from "../lib/memory.js";
import { fill, setIcon, text } from "../lib/page.js";
import { linkToReplacement, linkToSame, whenText } from "./same.js";

const KNOWN = ["reserved", "completed", "cancelled", "no-show", "failed"];
const TONES = {
  good: { icon: "check", faces: ["confirmed", "reserved", "moved"] },
  pending: { icon: "sent", faces: ["pending", "slow"] },
  changing: { icon: "sent", faces: ["cancel-sent", "cancel-slow", "update-sent", "update-slow"] },
  unchanged: { icon: "alert", faces: ["cancel-rejected", "update-rejected"] },
  bad: { icon: "not-accepted", faces: ["rejected", "failed"] },
};
const STANDING = ["good", "changing", "unchanged"];
const ENDED = { icon: "ended" };

/** Which face a booking has. Only what the network approved is ever called confirmed, moved or cancelled. */
export function faceOf(booking, isSlow) {
  const face = faceOfItself(booking, isSlow);
  return stands(face) && booking.change ? faceOfChange(booking.change, isSlow) : face;
}

/** Whether the port is the driver's now, whatever becomes of a change. */
export const stands = (face) => STANDING.includes(toneOf(face));

/** Whether the network has yet to decide, about the booking or about its change. */
export const isUndecided = (face) => ["pending", "changing"].includes(toneOf(face));

export function drawVerdict(verdict, booking, face) {
  const tone = toneOf(face);
  verdict.dataset.face = tone;
  setIcon(verdict, (TONES[tone] ?? ENDED).icon);
  fill(verdict, {
    word: text(`word-${face}`),
    meaning: text(`meaning-${face}`, { status: booking.status, when: askedText(booking) }),
    reason: reasonOf(booking, face),
  });
  const again = verdict.querySelector('[data-action="again"]');
  again.hidden = stands(face) || isUndecided(face);
  again.textContent = text(["rejected", "cancelled"].includes(face) ? `again-${face}` : "again-other");
  again.href = linkToSame(booking);
  drawPortTrouble(verdict, booking, face);
}

/** Warn of a port that is out of order while it is booked, with the way to another one. */
function drawPortTrouble(verdict, booking, face) {
  const { port, site, startAt, endAt, actions } = booking;
  const isBroken = stands(face) && port?.liveStatus === "out-of-order" && Date.parse(endAt) > Date.now();
  const canReplace = actions.canCancel && Date.parse(startAt) > Date.now();
  const words = isBroken
    ? text(canReplace ? "port-broken" : "port-broken-now", { port: portName(port) })
    : "";
  fill(verdict, { "port-trouble": words });
  const another = verdict.querySelector('[data-action="another"]');
  another.hidden = !isBroken || isUndecided(face);
  another.textContent = text(canReplace ? "another-port" : "another-now");
  another.href = canReplace ? linkToReplacement(booking) : linkTo(site.id, {});
}

function reasonOf({ rejectionReason, change }, face) {
  if (face === "rejected") return rejectionReason;
  return toneOf(face) === "unchanged" ? change.rejectionReason : "";
}

function faceOfItself({ requestStatus, status = "accepted" }, isSlow) {
  if (requestStatus === "rejected") return "rejected";
  if (requestStatus !== "approved") return isSlow ? "slow" : "pending";
  if (status === "accepted") return "confirmed";
  return KNOWN.includes(status) ? status : "other";
}

function faceOfChange({ type, status }, isSlow) {
  if (status === "rejected") return `${type}-rejected`;
  if (status === "approved" && type === "update") return "moved";
  return isSlow ? `${type}-slow` : `${type}-sent`;
}

const toneOf = (face) => Object.keys(TONES).find((tone) => TONES[tone].faces.includes(face)) ?? "ended";

const askedText = ({ change, timezone }) => (change?.startAt ? whenText({ ...change, timezone }) : "");
