// What the driver chooses from: how long and which plug, then days, starts of a day, and ports that are free then.

import {
  bareTimeText,
  durationText,
  longDayText,
  monthDaysText,
  portDetail,
  portName,
  timeText,
  weekdayText,
} from "../lib/format.js";
import { clone, fill, hasText, plural, reconcile, text } from "../lib/page.js";
import { clockOfWall, isOpen } from "../lib/site-time.js";
import { drawPlugChips } from "./plugs.js";

// How long, which plug, how much power

/** Show the choice in the controls, offering what this site has. */
export function drawNeeds(form, site, { minutes, connector, kw }) {
  drawMinutes(form, minutes);
  drawPlugChips(form.querySelector("[data-plugs]"), site.connectorTypes, connector);
  const power = form.elements.kw;
  for (const option of power.options) option.hidden = Number(option.value) > site.maxPowerKw;
  if (kw) offer(power, kw, text("kw-or-more", { kw }));
  power.value = kw || "";
}

function drawMinutes(form, minutes) {
  const chips = [...form.querySelectorAll('[name="minutes"]')];
  for (const chip of chips) chip.checked = Number(chip.value) === minutes;
  const isChip = chips.some(({ checked }) => checked);
  const more = form.elements["more-minutes"];
  if (!isChip) offer(more, minutes, durationText(minutes));
  more.value = isChip ? "" : minutes;
  more.parentElement.classList.toggle("is-chosen", !isChip);
}

/** A link may ask for what the list does not hold: it gets an entry of its own. */
function offer(select, value, words) {
  const entries = [...select.options];
  if (entries.some((entry) => Number(entry.value) === value)) return;
  select.add(
    new Option(words, value),
    entries.find((entry) => Number(entry.value) > value),
  );
}

// Days

export function drawDays(view, days, { chosen, today, week }) {
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

export function drawStarts(root, { starts, start: chosen }, { workingHours, zoneAt }) {
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
      const full = plural("start-full", start.evseIds.length, times);
      option.classList.toggle("is-closed", isClosed);
      fill(option, {
        time: zoned(bareTimeText(start.wall), start.start),
        full: isClosed ? text("start-closed", { start: full }) : full,
      });
      return { value: start.start, isChosen: start === chosen };
    });
  }
}

// Ports

/** Any that fits, or one that is free for the whole time chosen. */
export function drawPorts(fieldset, { freePorts, port: chosen }) {
  const any = { evseId: "" };
  fieldset.hidden = freePorts.length === 0;
  drawRadios(fieldset.querySelector("[data-options]"), "port-option", [any, ...freePorts], (port, option) => {
    const isAny = port === any;
    const status = `hardware-${port.hardwareStatus}`;
    option.classList.toggle("option-any", isAny);
    fill(option, {
      name: isAny ? text("any-port") : portName(port),
      detail: isAny ? plural("any-port-detail", freePorts.length) : portDetail(port),
      note: hasText(status) ? text(status) : "",
    });
    return { value: port.evseId, isChosen: isAny ? chosen === null : port === chosen };
  });
}

// Private

/** A radio per item; `draw` fills it and tells its value. */
function drawRadios(parent, template, items, draw) {
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
