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
import { clone, fill, reconcile } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { clockOfWall, isOpen } from "../lib/site-time.js";

// Days

export function drawDayOptions(view, days, { chosen, today, week }) {
  const row = view.querySelector("[data-days]");
  for (const skeleton of row.querySelectorAll(".skeleton")) skeleton.remove();
  drawRadios(row, "day-option", days, ({ date, starts: { length } }, option) => {
    fill(option, {
      weekday: date === today ? text("today") : weekdayText(date),
      number: String(Number(date.slice(8))),
      count: length > 0 ? String(length) : text("day-none"),
      full: plural(length > 0 ? "day-full" : "day-full-none", length, { day: longDayText(date) }),
    });
    return { value: date, isChosen: date === chosen };
  });
  fill(view, { week: monthDaysText(days[0].date, days.at(-1).date) });
  for (const step of view.querySelectorAll("[data-week]")) {
    step.ariaDisabled = String(!(step.dataset.week < 0 ? week.hasEarlier : week.hasLater));
  }
}

// Starts

export function drawStartOptions(root, { starts, start: chosen, wanted }, { workingHours, zoneAt }) {
  for (const group of root.querySelectorAll("[data-hours]")) {
    const [from, to] = group.dataset.hours.split("-");
    const inGroup = starts.filter(({ wall }) => clockOfWall(wall) >= from && clockOfWall(wall) < to);
    group.hidden = inGroup.length === 0;
    drawRadios(group.querySelector(".starts-row"), "start-option", inGroup, (start, option) => {
      const isClosed = !isOpen(workingHours, start.wall, start.endWall);
      const zoned = (time, instant) =>
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
      return { value: start.start, isChosen: start === chosen };
    });
  }
}

/** Which ports a start has: the one that was chosen, with its plug and power, or how many. */
function portsText({ evseIds }, wanted) {
  if (wanted === null) return plural("ports-free", evseIds.length);
  if (evseIds.includes(wanted.evseId)) return portWords("port-free", wanted);
  return plural("ports-but", evseIds.length, { port: portName(wanted) });
}

/** A radio per item; `draw` fills it and tells its value. */
export function drawRadios(parent, template, items, draw) {
  reconcile(parent, items, {
    key: ({ date, start, evseId }) => date ?? start ?? evseId,
    create: () => clone(template),
    update: (option, item) => {
      const { value, isChosen } = draw(item, option);
      const input = option.querySelector("input");
      input.value = value;
      input.checked = isChosen;
    },
  });
}
