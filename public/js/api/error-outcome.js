// The outcome of an API error for the person who pressed the button.

const NOT_PROCESSED = ["upstream-refused", "upstream-error", "upstream-timeout", "upstream-busy"];
const OUTCOMES = [
  "booking-not-changeable",
  "driver-not-found",
  "overlapping-booking",
  "rate-limited",
  "slot-unavailable",
  "too-many-bookings",
];

/**
 * The outcome of an error: "unknown" unless the request certainly failed.
 * @param {{ type: string, status: number }} error
 */
export function errorOutcome({ type, status }) {
  if (OUTCOMES.includes(type)) return type;
  if (type === "invalid-request") return "invalid";
  if (NOT_PROCESSED.includes(type)) return "nothing-done";
  return status >= 400 && status < 500 ? "refused" : "unknown";
}

/** Whether the server did nothing, so that the same request can be sent again under the same key. */
export const isNotProcessed = (/** @type {string} */ outcomeName) =>
  outcomeName === "nothing-done" || outcomeName === "rate-limited";
