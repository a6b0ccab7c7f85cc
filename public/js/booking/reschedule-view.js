// Draws the plan of a reschedule: the free times, the old time and the new one. Stateless.

import { durationText, portDetail, portName } from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { byId, fill, query, say } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { isSameSpan } from "../lib/intervals.js";
import { isOpen, MINUTE } from "../lib/site-time.js";
import { drawDurations } from "../time-picker/durations.js";
import { whenText } from "./booking-links.js";
import { drawTimePicker, summaryDayText, planText } from "../time-picker/view.js";

/**
 * @import { BookingResponse, LivePortResponse, WindowResponse } from "../api/schema.d.ts"
 * @import { WeekAvailability } from "../time-picker/availability.js"
 * @import { Choice, Plan, Site } from "../time-picker/slots.js"
 */

/**
 * Show the site and port, which stay the same.
 * @param {HTMLElement} view
 * @param {{ site: { name: string }, port: LivePortResponse }} booking
 */
export function drawBooking(view, { site, port }) {
  fill(view, {
    site: site.name,
    stays: text("stays", { port: portName(port), detail: portDetail(port) }),
  });
}

/**
 * @param {HTMLElement} view
 * @param {{ id: string }} booking
 */
export function linkToBooking(view, { id }) {
  for (const link of view.querySelectorAll("a[data-booking-link]")) link.href = pageUrl("booking", `#${id}`);
}

/**
 * @param {Plan} plan
 * @param {{ booking: BookingResponse, site: Site, choice: Choice, week: WeekAvailability, note: string }} how
 */
export function drawReschedule(plan, { booking, site, choice, week, note }) {
  const { start } = plan;
  const { range, zoneAt } = planText(plan, site);
  drawDurations(query(document, "form#move"), choice.minutes);
  drawTimePicker(plan, { site, choice, week, showsAll: true });
  const times = timesOfStart(plan);
  const isNew = start !== null && times !== null && !isSameSpan(booking, times);
  byId("next-step").hidden = !isNew;
  fill(byId("booking-summary"), {
    old: text("old-time", { when: whenText(booking), duration: durationText(minutesBetween(booking)) }),
    time: isNew ? range : "",
    day: isNew ? summaryDayText(start, { zone: zoneAt(start.start), minutes: choice.minutes }) : "",
    nothing: isNew ? "" : text("need-new-start"),
  });
  byId("submit").textContent = isNew ? text("move-to", { range }) : text("move");
  const isClosed = isNew && !isOpen(site.workingHours, start.wall, start.endWall);
  say("booking-summary-note", note || (isClosed ? text("closed-then") : ""));
}

export const minutesBetween = (/** @type {WindowResponse} */ { startAt, endAt }) =>
  (Date.parse(endAt) - Date.parse(startAt)) / MINUTE;

/** The times of a plan's start; null without one. */
export const timesOfStart = (/** @type {Plan} */ { clock, start }) =>
  start && { startAt: clock.iso(start.start), endAt: clock.iso(start.end) };
