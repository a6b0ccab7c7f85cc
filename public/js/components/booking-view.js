// Draws the plan: the day, its starts, its ports and the ticket. It keeps nothing of its own.

import {
  durationText,
  longDayText,
  middleDayText,
  plugNames,
  portWords,
  rangeText,
  timeText,
  zoneText,
} from "../lib/format.js";
import { fill, say, showState, text } from "../lib/page.js";
import { dateOfWall, isOpen } from "../lib/site-time.js";
import { drawDays, drawPorts, drawStarts } from "./choices.js";
import { drawTimeline } from "./timeline.js";

const part = (id) => document.getElementById(id);

export function drawPlan(plan, { site, choice, week, showsAll, note }) {
  const { clock, date, starts, start } = plan;
  const zoneAt = (instant) => zoneText(site.timezone, instant, clock.offsetAt(instant));
  const range = start && rangeText(start.wall, start.endWall, [zoneAt(start.start), zoneAt(start.end)]);
  const view = part("when");
  drawDays(view, plan.days, { chosen: date, today: clock.dateAt(Date.now()), week });
  fill(view, { day: longDayText(date), zone: zoneLine(plan, zoneAt) });
  drawTimeline(part("timeline"), part("all-rows"), {
    clock,
    date,
    ports: plan.ports,
    yours: start && { ...start, evseIds: plan.port ? [plan.port.evseId] : start.evseIds },
    now: Date.now(),
    showsAll,
  });
  drawStarts(part("starts"), plan, { workingHours: site.workingHours, zoneAt });
  showState(view, starts.length > 0 ? "ready" : "empty");
  if (starts.length === 0) drawEmpty(view, plan, choice, week);
  drawPorts(part("ports"), plan);
  part("onward").hidden = range === null;
  fill(part("onward"), { chosen: range });
  drawTicket(part("ticket"), plan, { site, choice, range, zoneAt });
  const isClosed = start && !isOpen(site.workingHours, start.wall, start.endWall);
  say("ticket-note", note || (isClosed ? text("closed-then") : ""));
}

function zoneLine({ clock, date }, zoneAt) {
  const { start, end } = clock.day(date);
  const change = clock.changeIn(start, end);
  if (change === undefined) return text("zone", { zone: zoneAt(start) });
  return text("zones", { before: zoneAt(start), at: timeText(clock.wallAt(change)), after: zoneAt(change) });
}

function drawEmpty(view, { date, ports, nextFree }, choice, week) {
  const values = { day: longDayText(date), duration: durationText(choice.minutes) };
  const advice = week.hasLater && !nextFree ? "try-later" : "try-shorter";
  fill(view.querySelector('[data-when="empty"]'), {
    nothing: text(ports.length > 0 ? "nothing-fits" : "nothing-matches", values),
    try: text(ports.length > 0 ? advice : "try-plug"),
    next:
      nextFree &&
      text("next-free", { day: middleDayText(nextFree.date), time: timeText(nextFree.starts[0].wall) }),
  });
  view.querySelector('[data-action="find-any"]').hidden = !choice.connector && !choice.kw;
}

function drawTicket(ticket, { port, start }, { site, choice, range, zoneAt }) {
  fill(ticket, {
    time: range,
    day:
      start &&
      text("ticket-day", {
        day: longDayText(dateOfWall(start.wall)),
        zone: zoneAt(start.start),
        duration: durationText(choice.minutes),
      }),
    place: start && site.name,
    port: start && (port ? portWords("ticket-port", port) : anyPort(choice)),
    nothing: start ? "" : text("need-start"),
  });
  part("submit").textContent = range ? text("book-range", { range }) : text("book");
}

function anyPort({ connector, kw }) {
  const needs = [connector && plugNames([connector]), kw && text("kw-or-more", { kw })].filter(Boolean);
  return needs.length > 0 ? text("ticket-any-of", { needs: needs.join(" · ") }) : text("ticket-any");
}
