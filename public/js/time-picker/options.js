// What the driver chooses from: days, and the starts of a day; each a radio.

import {
  bareTimeText,
  longDayText,
  monthDaysText,
  portName,
  portWords,
  timeText,
  weekdayText,
} from "../lib/format.js";
import { clone, fill, query, reconcile } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { clockOfWall, isOpen } from "../lib/site-time.js";

/**
 * @import { WorkingHoursResponse } from "../api/schema.d.ts"
 * @import { WeekAvailability } from "./availability.js"
 * @import { Day, Plan, Port, Start } from "./slots.js"
 */

// Days

/**
 * @param {HTMLElement} view
 * @param {Day[]} days
 * @param {{ chosen: string, today: string, week: WeekAvailability }} how
 */
export function drawDayOptions(view, days, { chosen, today, week }) {
  const row = query(view, "[data-days]");
  for (const skeleton of row.querySelectorAll(".skeleton")) skeleton.remove();
  const keyOf = (/** @type {Day} */ { date }) => date;
  drawRadios(row, "day-option", days, keyOf, ({ date, starts: { length } }, option) => {
    fill(option, {
      weekday: date === today ? text("today") : weekdayText(date),
      number: String(Number(date.slice(8))),
      count: length > 0 ? String(length) : text("day-none"),
      full: plural(length > 0 ? "day-full" : "day-full-none", length, { day: longDayText(date) }),
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
 * @param {HTMLElement} root
 * @param {Plan} plan
 * @param {{ workingHours?: WorkingHoursResponse, zoneAt: (instant: number) => string }} site
 */
export function drawStartOptions(root, { starts, start: chosen, wanted }, { workingHours, zoneAt }) {
  for (const group of root.querySelectorAll("[data-hours]")) {
    const [from, to] = String(group.dataset.hours).split("-");
    const inGroup = starts.filter(({ wall }) => clockOfWall(wall) >= from && clockOfWall(wall) < to);
    group.hidden = inGroup.length === 0;
    const keyOf = (/** @type {Start} */ { start }) => start;
    drawRadios(query(group, ".starts-row"), "start-option", inGroup, keyOf, (start, option) => {
      const isClosed = !isOpen(workingHours, start.wall, start.endWall);
      const zoned = (/** @type {string} */ time, /** @type {number} */ instant) =>
        start.needsZone ? text("start-zoned", { time, zone: zoneAt(instant) }) : time;
      const times = {
        start: zoned(timeText(start.wall), start.start),
        end: zoned(timeText(start.endWall), start.end),
      };
      const full = text("start-with", { ...times, ports: portsText(start, wanted) });
      option.classList.toggle("is-closed", isClosed);
      fill(option, {
        time: zoned(bareTimeText(start.wall), start.start),
        full: isClosed ? text("start-closed", { start: full }) : full,
      });
      return start === chosen;
    });
  }
}

/**
 * Which ports a start has: the one that was chosen, with its plug and power, or how many.
 * @param {Start} start
 * @param {Port | null} wanted
 */
function portsText({ evseIds }, wanted) {
  if (wanted === null) return plural("ports-free", evseIds.length);
  if (evseIds.includes(wanted.evseId)) return portWords("port-free", wanted);
  return plural("ports-but", evseIds.length, { port: portName(wanted) });
}

/**
 * A radio per item; `draw` fills it and tells whether it is chosen.
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
