// Draws the plan of a move: what is free, the old time and the new one. It keeps nothing of its own.

import { durationText, portDetail, portName } from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { fill, say } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { isOpen, MINUTE } from "../lib/site-time.js";
import { drawDurations } from "../time-picker/durations.js";
import { whenText } from "./booking-links.js";
import { drawTimePicker, ticketDayText, planText } from "../time-picker/view.js";

const part = (id) => document.getElementById(id);

/** What a booking must keep when it moves. */
export function drawBooking(view, { site, port }) {
  fill(view, {
    site: site.name,
    stays: text("stays", { port: portName(port), detail: portDetail(port) }),
  });
}

export function linkToBooking(view, { id }) {
  for (const link of view.querySelectorAll("[data-booking-link]")) link.href = pageUrl("booking", `#${id}`);
}

export function drawReschedule(plan, { booking, site, choice, week, note }) {
  const { start, clock } = plan;
  const { range, zoneAt } = planText(plan, site);
  drawDurations(part("move"), choice.minutes);
  drawTimePicker(plan, { site, choice, week, showsAll: true });
  const times = start && { startAt: clock.iso(start.start), endAt: clock.iso(start.end) };
  const isNew = start !== null && !isSame(booking, times);
  part("onward").hidden = !isNew;
  fill(part("ticket"), {
    old: text("old-time", { when: whenText(booking), duration: durationText(minutesBetween(booking)) }),
    time: isNew ? range : "",
    day: isNew ? ticketDayText(start, { zone: zoneAt(start.start), minutes: choice.minutes }) : "",
    nothing: isNew ? "" : text("need-new-start"),
  });
  part("submit").textContent = isNew ? text("move-to", { range }) : text("move");
  const isClosed = isNew && !isOpen(site.workingHours, start.wall, start.endWall);
  say("ticket-note", note || (isClosed ? text("closed-then") : ""));
}

export const minutesBetween = ({ startAt, endAt }) => (Date.parse(endAt) - Date.parse(startAt)) / MINUTE;

export const isSame = (booking, times) =>
  ["startAt", "endAt"].every((name) => Date.parse(booking[name]) === Date.parse(times[name]));
