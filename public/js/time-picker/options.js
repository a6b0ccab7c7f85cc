// The days, and the starts of a day, as radio buttons.

import {
  bareTimeText,
  halfOfDayText,
  longDayText,
  monthDaysText,
  portName,
  portWords,
  rangeText,
  timeText,
  weekdayText,
} from "../lib/format.js";
import { clone, fill, query, reconcile } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { clockOfWall, isOpen, minutesOf, wallOf } from "../lib/site-time.js";

/**
 * @import { WorkingHoursResponse } from "../api/schema.d.ts"
 * @import { WeekAvailability } from "./availability.js"
 * @import { Day, Plan, Port, Start } from "./slots.js"
 */

// Days

/**
 * @param {HTMLElement} view
 * @param {Day[]} days
 * @param {{ chosen: string, today: string, week: WeekAvailability, hasPorts: boolean }} how
 */
export function drawDayOptions(view, days, { chosen, today, week, hasPorts }) {
  const row = query(view, "[data-days]");
  for (const skeleton of row.querySelectorAll(".skeleton")) skeleton.remove();
  const keyOf = (/** @type {Day} */ { date }) => date;
  drawRadios(row, "day-option", days, keyOf, ({ date, starts: { length } }, option) => {
    fill(option, {
      weekday: date === today ? text("today") : weekdayText(date),
      number: String(Number(date.slice(8))),
      count: length > 0 ? plural("day-count", length) : hasPorts ? text("day-none") : "",
      full: hasPorts
        ? plural(length > 0 ? "day-full" : "day-full-none", length, { day: longDayText(date) })
        : longDayText(date),
    });
    return date === chosen;
  });
  fill(view, { week: monthDaysText(days[0].date, days[days.length - 1].date) });
  for (const step of view.querySelectorAll("[data-week]")) {
    step.ariaDisabled = String(!(Number(step.dataset.week) < 0 ? week.hasEarlier : week.hasLater));
  }
}

// Starts

/**
 * Draw the starts of the day by period, of which one is open.
 * @param {HTMLElement} root
 * @param {Plan} plan
 * @param {{ workingHours?: WorkingHoursResponse, zoneAt: (instant: number) => string, now: number }} site
 */
export function drawStartOptions(root, plan, { workingHours, zoneAt, now }) {
  const { clock, date, starts, start: chosen, wanted } = plan;
  const groups = root.querySelectorAll("details[data-hours]");
  for (const group of groups) {
    const inGroup = starts.filter(({ wall }) => isInPeriod(group, wall));
    group.hidden = inGroup.length === 0;
    fill(group, { times: periodText(group, date, inGroup.length) });
    const keyOf = (/** @type {Start} */ { start }) => start;
    drawRadios(query(group, ".starts-row"), "start-option", inGroup, keyOf, (start, option) => {
      const isClosed = !isOpen(workingHours, start.wall, start.endWall);
      const zoned = (/** @type {string} */ time, /** @type {number} */ instant) =>
        start.needsZone ? text("start-zoned", { time, zone: zoneAt(instant) }) : time;
      const times = {
        start: zoned(timeText(start.wall), start.start),
        end: zoned(timeText(start.endWall), start.end),
      };
      const full = text("start-with", { ...times, ports: availablePortsText(start, wanted) });
      option.classList.toggle("is-closed", isClosed);
      fill(option, {
        time: zoned(bareTimeText(start.wall), start.start),
        half: start === inGroup[0] && !start.needsZone ? halfOfDayText(start.wall) : "",
        full: isClosed ? text("start-closed", { start: full }) : full,
      });
      return start === chosen;
    });
  }
  const nowWall = clock.dateAt(now) === date ? clock.wallAt(now) : null;
  openPeriod(root, [...groups], { date, wall: chosen?.wall ?? null, nowWall });
}

const isInPeriod = (/** @type {HTMLElement} */ { dataset: { hours = "" } }, /** @type {number} */ wall) => {
  const [from, to] = hours.split("-");
  return clockOfWall(wall) >= from && clockOfWall(wall) < to;
};

/**
 * The number of starts in a period; for the night, which is last, also its hours.
 * @param {HTMLElement} group
 * @param {string} date
 * @param {number} count
 */
function periodText({ dataset: { hours = "" } }, date, count) {
  const times = plural("starts", count);
  if (!hours.startsWith("00")) return times;
  const [from, to] = hours.split("-").map((clock) => wallOf(date, minutesOf(clock)));
  return text("starts-hours", { hours: rangeText(from, to), times });
}

/**
 * Open the period of the chosen start, otherwise the present one, otherwise that of the last choice, otherwise the
 * first one with a start. What the driver opens or closes stays so until another day or period is chosen.
 * @param {HTMLElement} root
 * @param {HTMLDetailsElement[]} groups
 * @param {{ date: string, wall: number | null, nowWall: number | null }} plan
 */
function openPeriod(root, groups, { date, wall, nowWall }) {
  const shown = groups.filter(({ hidden }) => !hidden);
  const holding = (/** @type {number | null} */ at) =>
    at === null ? undefined : shown.find((group) => isInPeriod(group, at));
  const chosen = holding(wall);
  if (chosen) root.dataset.last = chosen.dataset.hours;
  const last = shown.find(({ dataset }) => dataset.hours === root.dataset.last);
  const period = chosen ?? holding(nowWall) ?? last ?? shown[0];
  const state = `${date} ${period?.dataset.hours} ${wall !== null}`;
  if (root.dataset.opened === state) return;
  root.dataset.opened = state;
  for (const group of groups) group.open = group === period;
}

/**
 * The ports of a start: the chosen one with its plug and power, or their number.
 * @param {Start} start
 * @param {Port | null} wanted
 */
function availablePortsText({ evseIds }, wanted) {
  if (wanted === null) return plural("ports-free", evseIds.length);
  if (evseIds.includes(wanted.evseId)) return portWords("port-free", wanted);
  return plural("ports-but", evseIds.length, { port: portName(wanted) });
}

/**
 * A radio button per item; `draw` fills it and returns whether it is chosen.
 * @template Item
 * @param {HTMLElement} parent
 * @param {string} template
 * @param {Item[]} items
 * @param {(item: Item) => string | number} keyOf
 * @param {(item: Item, option: HTMLElement) => boolean} draw
 */
export function drawRadios(parent, template, items, keyOf, draw) {
  reconcile(parent, items, {
    key: keyOf,
    create: () => clone(template),
    update: (option, item) => {
      const isChosen = draw(item, option);
      const input = query(option, "input");
      input.value = String(keyOf(item));
      input.checked = isChosen;
    },
  });
}
