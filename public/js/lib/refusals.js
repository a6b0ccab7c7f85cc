// What an answer that says no means to who pressed the button.

const NOTHING_DONE = ["upstream-refused", "upstream-error", "upstream-timeout", "upstream-busy"];
const FACES = [
  "booking-not-changeable",
  "driver-not-found",
  "overlapping-booking",
  "rate-limited",
  "slot-unavailable",
  "too-many-bookings",
];

/** Which face an error has. What is not known to have failed counts as not known. */
export function faceOf({ type, status }) {
  if (FACES.includes(type)) return type;
  if (type === "invalid-request") return "invalid";
  if (NOTHING_DONE.includes(type)) return "nothing-done";
  return status >= 400 && status < 500 ? "refused" : "unknown";
}

/** Whether the server did nothing yet, so that the same may be sent again under the same key. */
export const isUntried = (face) => face === "nothing-done" || face === "rate-limited";
