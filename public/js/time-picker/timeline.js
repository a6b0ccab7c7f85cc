// Free and taken time of a day, a row per port, drawn by instant so that a day of 23 or 25 hours is true.
// It is decoration over the list of starts: a tap on it chooses a start there.

import { hourText, plugNames, portName } from "../lib/format.js";
import { clone, fill, reconcile } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { MINUTE } from "../lib/site-time.js";
import { hourTicks, positionIn, intersect } from "./timeline-geometry.js";

const ROWS_AT_FIRST = 8;

/** `ports` carry their free windows; `yours` is the window chosen, with the ports it may become. */
export function drawTimeline(timeline, button, { clock, date, ports, yours, now, showsAll }) {
  timeline.hidden = ports.length === 0;
  const day = clock.day(date);
  const shown = showsAll ? ports : ports.slice(0, ROWS_AT_FIRST);
  drawHours(timeline.querySelector(".timeline-scale"), hourTicks(clock, date), day);
  reconcile(timeline.querySelector(".timeline-rows"), shown, {
    key: ({ evseId }) => evseId,
    create: () => clone("timeline-row"),
    update: (row, port) => {
      fill(row, {
        name: portName(port),
        kw: port.maxPowerKw === undefined ? "" : text("kw", { kw: port.maxPowerKw }),
        plugs: plugNames(port.connectors.map(({ type }) => type)),
      });
      row.querySelector(".timeline-track").replaceChildren(...spansOf(port, day, { yours, now }));
    },
  });
  button.hidden = shown.length === ports.length;
  button.textContent = text("all-rows", { count: ports.length });
}

/** The start of a plan that is nearest to a tap, on that port's row; undefined where none is. */
export function startAtPointer(event, { clock, date, starts }) {
  const point = timeAtPointer(event, clock, date);
  const distance = ({ start }) => Math.abs(start - point.instant);
  return starts
    .filter(({ evseIds }) => evseIds.includes(point?.evseId))
    .sort((a, b) => distance(a) - distance(b))[0];
}

function timeAtPointer({ target, clientX }, clock, date) {
  const track = target.closest(".timeline-track");
  if (!track) return null;
  const { left, width } = track.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(track).direction === "rtl";
  const share = isRightToLeft ? (left + width - clientX) / width : (clientX - left) / width;
  const { start, end } = clock.day(date);
  const evseId = Number(track.closest("[data-key]").dataset.key);
  return { instant: start + share * (end - start), evseId };
}

function spansOf({ evseId, windows }, day, { yours, now }) {
  const spans = windows.map((slot) => spanOf("free", slot, day));
  if (now > day.start) spans.push(spanOf("past", { start: day.start, end: now }, day));
  if (yours?.evseIds.includes(evseId)) spans.push(spanOf("yours", yours, day));
  if (day.start <= now && now < day.end) spans.push(spanOf("now", { start: now, end: day.end }, day));
  return spans.filter((span) => span !== null);
}

function spanOf(kind, whole, day) {
  const part = intersect(day, whole);
  if (part === null) return null;
  const span = clone("timeline-span");
  span.classList.add(`span-${kind}`);
  place(span, day, part);
  return span;
}

function drawHours(scale, marks, day) {
  reconcile(scale, marks, {
    key: ({ instant }) => instant,
    create: () => clone("timeline-hour"),
    update: (mark, { wall, instant, hour }) => {
      mark.textContent = hour % 6 === 0 ? hourText(wall) : "";
      place(mark, day, { start: instant, end: instant + MINUTE });
    },
  });
}

function place(element, day, { start, end }) {
  element.style.setProperty("--from", positionIn(day, start));
  element.style.setProperty("--to", positionIn(day, end));
}
