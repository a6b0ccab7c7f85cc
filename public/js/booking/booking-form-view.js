// Draws the plan of the booking page: the free times, the ports and the summary. Stateless.

import { durationText, portWords } from "../lib/format.js";
import { outOfOrderText } from "../sites/port-status.js";
import { nearestRequirements } from "../sites/requirements.js";
import { byId, fill, query, say } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { isOpen } from "../lib/site-time.js";
import { suggestRequirements, requirementsText } from "../sites/suggestions.js";
import { bookingFormUrl } from "../state/draft.js";
import { drawPorts } from "../time-picker/port-list.js";
import { drawTimePicker, summaryDayText, planText } from "../time-picker/view.js";

/**
 * @import { SiteResponse } from "../api/schema.d.ts"
 * @import { Requirements } from "../sites/filters.js"
 * @import { WeekAvailability } from "../time-picker/availability.js"
 * @import { Choice, Plan } from "../time-picker/slots.js"
 */

/**
 * @param {Plan} plan
 * @param {{ site: SiteResponse, choice: Choice, week: WeekAvailability, showsAll: boolean, note: string }} how
 */
export function drawBookingForm(plan, { site, choice, week, showsAll, note }) {
  const { start } = plan;
  const { zoneAt, range } = planText(plan, site);
  drawTimePicker(plan, { site, choice, week, showsAll });
  suggestRequirements(byId("instead"), nearestRequirements(site.ports, choice));
  drawPorts(byId("ports"), plan, site);
  byId("ports").hidden ||= Boolean(choice.scanned);
  drawScanned(byId("scanned"), plan, { site, choice });
  drawNeeds(byId("needs"), plan, choice);
  drawNextStep(plan);
  say("out-of-order", outOfOrderText(plan, site));
  drawSummary(byId("booking-summary"), plan, { site, choice, range, zoneAt });
  const isClosed = start && !isOpen(site.workingHours, start.wall, start.endWall);
  say("booking-summary-note", note || (isClosed ? text("closed-then") : ""));
}

/**
 * Show the port of the scanned sign, and the link to the others.
 * @param {HTMLElement} notice
 * @param {Plan} plan
 * @param {{ site: SiteResponse, choice: Choice }} how
 */
function drawScanned(notice, { wanted }, { site, choice }) {
  notice.hidden = !choice.scanned || !wanted;
  if (wanted) fill(notice, { scanned: portWords("scanned", wanted) });
  query(notice, "a").href = bookingFormUrl(site.id, { ...choice, evse: null });
}

/**
 * "1 h · CCS · 50 kW or more", the summary of the collapsed requirements.
 * @param {HTMLElement} details
 * @param {Plan} plan
 * @param {Choice} choice
 */
function drawNeeds(details, { plug }, { minutes, kw }) {
  const [duration, needs] = [durationText(minutes), requirementsText({ connector: plug, kw })];
  fill(details, { needs: needs ? text("needs", { duration, needs }) : duration });
}

/**
 * Link from the starts to the next step.
 * @param {Plan} plan
 */
function drawNextStep({ port, plug }) {
  const isDone = Boolean(port || plug);
  query(document, "a#next-step").href = isDone ? "#booking-summary" : "#ports";
  fill(byId("next-step"), { "next-step": text(isDone ? "next-step-book" : "next-step-port") });
}

/**
 * @param {HTMLElement} summary
 * @param {Plan} plan
 * @param {{ site: SiteResponse, choice: Choice } & ReturnType<typeof planText>} how
 */
function drawSummary(summary, { plug, port, start }, { site, choice, range, zoneAt }) {
  fill(summary, {
    time: range,
    day: start && summaryDayText(start, { zone: zoneAt(start.start), minutes: choice.minutes }),
    place: start && site.name,
    port: start && (port ? portWords("summary-port", port) : anyPort({ connector: plug, kw: choice.kw })),
    nothing: start ? "" : text("need-start"),
  });
  byId("submit").textContent = range ? text("book-range", { range }) : text("book");
}

/** The text for any port with the plug; without a common plug, the text that a port must be chosen. */
const anyPort = (/** @type {Requirements} */ needs) =>
  needs.connector ? text("summary-any-of", { needs: requirementsText(needs) }) : text("need-port");
