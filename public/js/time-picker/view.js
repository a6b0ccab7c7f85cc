// Draws the days, the timeline of the chosen day, and its starts. Stateless.

import {
  durationText,
  longDayText,
  middleDayText,
  plugNames,
  rangeText,
  timeText,
  zoneText,
} from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { byId, fill, query, showState } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { dateOfWall, MINUTE } from "../lib/site-time.js";
import { drawDayOptions, drawStartOptions } from "./options.js";
import { drawDayList } from "./day-list.js";
import { drawTimeline } from "./timeline.js";

/**
 * @import { WeekAvailability } from "./availability.js"
 * @import { Choice, Day, Plan, Site, Start } from "./slots.js"
 */

const SOON = 120 * MINUTE;

/**
 * Texts of a plan: the zone at an instant, and the chosen time, null without one.
 * @param {Plan} plan
 * @param {{ timezone: string }} site
 */
export function planText({ clock, start }, { timezone }) {
  const zoneAt = (/** @type {number} */ instant) => zoneText(timezone, instant, clock.offsetAt(instant));
  const range = start && rangeText(start.wall, start.endWall, [zoneAt(start.start), zoneAt(start.end)]);
  return { zoneAt, range };
}

/**
 * "Thursday, November 26 · EST · 1 h", next to the chosen time.
 * @param {Start} start
 * @param {{ zone: string, minutes: number }} more
 */
export const summaryDayText = ({ wall }, { zone, minutes }) =>
  text("summary-day", { day: longDayText(dateOfWall(wall)), zone, duration: durationText(minutes) });

/**
 * @param {Plan} plan
 * @param {{ site: Site, choice: Choice, week: WeekAvailability, showsAll: boolean }} how
 */
export function drawTimePicker(plan, { site, choice, week, showsAll }) {
  const { clock, date, starts, start } = plan;
  const { zoneAt, range } = planText(plan, site);
  const view = byId("when");
  drawDayOptions(view, plan.days, {
    chosen: date,
    today: clock.dateAt(Date.now()),
    week,
    hasPorts: plan.ports.length > 0,
  });
  fill(view, { day: longDayText(date), zone: zoneLine(plan, zoneAt) });
  drawTimeline(byId("timeline"), byId("all-rows"), {
    clock,
    date,
    ports: plan.ports,
    chosen: plan.port?.evseId,
    yours: start && { ...start, evseIds: plan.port ? [plan.port.evseId] : start.evseIds },
    now: Date.now(),
    showsAll,
  });
  drawDayList(byId("free-list"), { clock, date, ports: plan.ports, zoneAt });
  drawStartOptions(byId("starts"), plan, { workingHours: site.workingHours, zoneAt, now: Date.now() });
  showState(view, starts.length > 0 ? "ready" : "empty");
  if (starts.length > 0) drawFound(view, plan);
  else drawEmpty(view, plan, { choice, week });
  byId("next-step").hidden = range === null;
  fill(byId("next-step"), { chosen: range });
}

/**
 * @param {Plan} plan
 * @param {(instant: number) => string} zoneAt
 */
function zoneLine({ clock, date }, zoneAt) {
  const { start, end } = clock.day(date);
  const change = clock.changeIn(start, end);
  if (change === undefined) return text("zone", { zone: zoneAt(start) });
  return text("zones", { before: zoneAt(start), at: timeText(clock.wallAt(change)), after: zoneAt(change) });
}

/**
 * Name the next available start while none is chosen, if the shown day has none soon.
 * @param {HTMLElement} view
 * @param {Plan} plan
 */
function drawFound(view, { date, starts, start, nextFree }) {
  announce(plural("day-full", starts.length, { day: longDayText(date) }));
  const isLate = starts[0].start - Date.now() > SOON;
  fill(view, { soonest: nextFree && nextFree.date !== date && !start && isLate ? nextText(nextFree) : "" });
}

/**
 * @param {HTMLElement} view
 * @param {Plan} plan
 * @param {{ choice: Choice, week: WeekAvailability }} how
 */
function drawEmpty(view, { date, ports, nextFree }, { choice, week }) {
  const values = { day: longDayText(date), duration: durationText(choice.minutes) };
  const isLater = week.hasLater && !nextFree;
  const plug = ports.length === 0 && choice.connector;
  const empty = query(view, '[data-when="empty"]');
  const nothing = text(ports.length > 0 ? "nothing-fits" : unmatchedText(choice), values);
  announce(nothing);
  fill(empty, {
    nothing,
    try: text(
      ports.length > 0 ? (isLater ? "try-later" : "try-shorter") : choice.kw ? "try-power" : "try-site",
    ),
    next: nextFree && nextText(nextFree),
  });
  query(empty, "[data-week]").hidden = !isLater || ports.length === 0;
  query(empty, '[data-action="find-any"]').hidden = !choice.kw;
  const elsewhere = query(empty, "a[data-sites-with]");
  elsewhere.hidden = !plug;
  if (!plug) return;
  elsewhere.href = pageUrl("", `?${new URLSearchParams({ connector: plug })}`);
  elsewhere.textContent = text("sites-with", { plug: plugNames([plug]) });
}

const unmatchedText = (/** @type {Choice} */ { connector, kw }) =>
  kw ? (connector ? "nothing-matches" : "nothing-power") : "nothing-plug";

const nextText = (/** @type {Day} */ { date, starts: [first] }) =>
  text("next-free", { day: middleDayText(date), time: timeText(first.wall) });

/**
 * Announce the result to screen readers, except while a day is focused: its name has the same text.
 * @param {string} words
 */
function announce(words) {
  const found = byId("found");
  const said = document.activeElement?.getAttribute("name") === "date" ? "" : words;
  if (found.textContent !== said) found.textContent = said;
}
