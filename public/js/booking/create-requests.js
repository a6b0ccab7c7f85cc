// What the booking form submits: requests for a new booking.

import { byId, query, say } from "../lib/dom.js";
import { longDayText, rangeText } from "../lib/format.js";
import { text } from "../lib/i18n.js";
import { pageUrl } from "../lib/links.js";
import { dateOfWall, readTime } from "../lib/site-time.js";
import { attemptFor, sendAttempt, unresolvedAttempt } from "../state/booking-attempt.js";
import { linkItem } from "./outcome.js";
import { saveBooking } from "./saved-bookings.js";

/**
 * @import { WindowResponse } from "../api/schema.d.ts"
 * @import { ProblemBody } from "../api/types.d.ts"
 * @import { Attempt, Body } from "../state/booking-attempt.js"
 * @import { Requests } from "./submit.js"
 */

/** @type {Record<string, string>} */
const FIELDS = { email: "email", evseCriteria: "ports", evseId: "ports", endAt: "starts", startAt: "starts" };

/**
 * The adapter of a Submission. `siteName()` names the site for this browser's list of bookings, `lacksPort()` returns
 * whether a start was chosen without a port. `onTaken(problem, body)` is called when the requested window is taken,
 * before that outcome is shown.
 * @param {number} siteId
 * @param {{ siteName: () => string, lacksPort: () => boolean, onTaken: (problem: ProblemBody, body: Body) => void }}
 *   page
 * @returns {Requests<Body, Attempt>}
 */
export const createRequests = (siteId, { siteName, lacksPort, onTaken }) => ({
  resendsItself: true,
  requestFor: attemptFor,
  unresolved: () => unresolvedAttempt(siteId),
  mistakesIn(body) {
    const errors = [];
    if (lacksPort()) errors.push({ field: "ports", detail: text("need-port") });
    else if (body === null) errors.push({ field: "starts", detail: text("need-start") });
    if (!query(document, "input#email").checkValidity())
      errors.push({ field: "email", detail: text("need-email") });
    return errors;
  },
  async send(attempt) {
    const { id } = await sendAttempt(attempt);
    const { startAt, endAt } = attempt.body;
    saveBooking({ reference: id, site: siteName(), startAt, endAt });
    return pageUrl("booking", `#${id}`);
  },
  fieldOf: (name) => FIELDS[name] ?? "booking",
  markErrors: (errors) => markEmail(errors.find(({ field }) => field === "email")?.detail ?? ""),
  titleValues: ({ body }) => ({ range: rangeOf(body) }),
  requestedText({ body }) {
    const day = longDayText(dateOfWall(readTime(body.startAt).wall));
    return text("requested", { day, range: rangeOf(body), email: body.email });
  },
  onOutcome(name, problem, { body }) {
    if (name === "driver-not-found") listAppLinks(problem.links);
    if (name === "slot-unavailable") onTaken(problem, body);
  },
});

/** Show the server's links to the driver app; without any, those of the build stay. */
function listAppLinks(/** @type {ProblemBody["links"]} */ links = []) {
  const safe = links.filter(({ url }) => url.startsWith("https://"));
  if (safe.length === 0) return;
  const items = safe.map(({ label, url }) => linkItem("app-link", label, url));
  query(document, "#outcome [data-app-links]").replaceChildren(...items);
}

/**
 * Show an error at the email field; an empty text removes it.
 * @param {string} words
 */
export function markEmail(words) {
  say("email-error", words);
  byId("email").setAttribute("aria-invalid", String(words !== ""));
}

const rangeOf = (/** @type {WindowResponse} */ { startAt, endAt }) =>
  rangeText(readTime(startAt).wall, readTime(endAt).wall);
