// What the reschedule page submits: requests for other times.

import { text } from "../lib/i18n.js";
import { pageUrl } from "../lib/links.js";
import { rescheduleTo, sendChange, unresolvedChange } from "../state/pending-change.js";
import { whenText } from "./booking-links.js";

/**
 * @import { ProblemBody } from "../api/types.d.ts"
 * @import { Change, Times } from "../state/pending-change.js"
 * @import { Requests } from "./submit.js"
 */

/**
 * The adapter of a Submission. `onTaken(problem)` is called when the requested time is taken, before that is shown.
 * @param {string} reference
 * @param {{ onTaken: (problem: ProblemBody) => void }} page
 * @returns {Requests<Times, Change>}
 */
export const rescheduleRequests = (reference, { onTaken }) => ({
  requestFor: (times) => rescheduleTo(reference, times),
  unresolved: () => unresolvedChange(reference),
  mistakesIn: (times) => (times === null ? [{ field: "starts", detail: text("need-new-start") }] : []),
  async send(change) {
    await sendChange(reference, change);
    return pageUrl("booking", `#${reference}`);
  },
  fieldOf: () => "starts",
  titleValues: (change) => ({ when: timesText(change) }),
  requestedText: (change) => text(`requested-${change.type}`, { when: timesText(change) }),
  onOutcome(name, problem) {
    if (name === "slot-unavailable") onTaken(problem);
  },
});

const timesText = (/** @type {Change} */ { times }) => (times ? whenText(times) : "");
