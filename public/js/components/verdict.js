// How a booking stands, in one big line.

import { linkTo } from "../lib/memory.js";
import { fill, setIcon, text } from "../lib/page.js";
import { clockOfWall, dateOfWall, MINUTE, readTime } from "../lib/site-time.js";

const KNOWN = ["reserved", "completed", "cancelled", "no-show", "failed"];
const GOOD = ["confirmed", "reserved"];
const BAD = ["rejected", "failed"];
const PENDING = ["pending", "slow"];
const TONES = { good: "check", bad: "not-accepted", pending: "sent", ended: "ended" };

/** Which face a booking has. Only what the network approved is ever called confirmed. */
export function faceOf({ requestStatus, status = "accepted" }, isSlow) {
  if (requestStatus === "rejected") return "rejected";
  if (requestStatus !== "approved") return isSlow ? "slow" : "pending";
  if (status === "accepted") return "confirmed";
  return KNOWN.includes(status) ? status : "other";
}

export const isConfirmed = (face) => GOOD.includes(face);

export function drawVerdict(verdict, booking, face) {
  const tone = toneOf(face);
  verdict.dataset.face = tone;
  setIcon(verdict, TONES[tone]);
  fill(verdict, {
    word: text(`word-${face}`),
    meaning: text(`meaning-${face}`, { status: booking.status }),
    reason: face === "rejected" ? booking.rejectionReason : "",
    trouble: "",
  });
  const again = verdict.querySelector('[data-action="again"]');
  again.hidden = isConfirmed(face) || PENDING.includes(face);
  again.textContent = text(face === "rejected" ? "again" : "again-other");
  again.href = linkToSame(booking);
}

function toneOf(face) {
  if (isConfirmed(face)) return "good";
  if (BAD.includes(face)) return "bad";
  return PENDING.includes(face) ? "pending" : "ended";
}

/** The booking page with this booking's choices filled in. */
function linkToSame({ site, port, startAt, endAt }) {
  const [start, end] = [readTime(startAt), readTime(endAt)];
  return linkTo(site.id, {
    evse: port?.evseId,
    date: dateOfWall(start.wall),
    from: clockOfWall(start.wall),
    minutes: (end.instant - start.instant) / MINUTE,
  });
}
