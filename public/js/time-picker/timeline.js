// Free and taken time of a day, a row per port, drawn by instant so that days of 23 or 25 hours are correct. A tap
// chooses a start; the list of starts has the same information for assistive technology.

import { hourText, plugNames, portName } from "../lib/format.js";
import { clone, closest, fill, query, reconcile } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { MINUTE } from "../lib/site-time.js";
import { hourTicks, positionIn, intersect } from "./timeline-geometry.js";

const ROWS_AT_FIRST = 6;

/**
 * @import { Window } from "../lib/intervals.js"
 * @import { SiteClock } from "../lib/site-time.js"
 * @import { PortNames, PortPower } from "../lib/format.js"
 * @import { Plan, PortWindows, Start } from "./slots.js"
 * @typedef {Window & { evseIds: number[] }} Yours
 * @typedef {ReturnType<typeof hourTicks>[number]} Tick
 */

/**
 * `ports` have their free windows; `yours` is the chosen window with its possible ports. At first only the row of the
 * chosen port is shown.
 * @param {HTMLElement} timeline
 * @param {HTMLElement} button
 * @param {{ clock: SiteClock, date: string, ports: (PortNames & PortPower & PortWindows)[], chosen?: number, yours:
 *   Yours | null, now: number, showsAll: boolean }} options
 */
export function drawTimeline(timeline, button, { clock, date, ports, chosen, yours, now, showsAll }) {
  timeline.hidden = ports.length === 0;
  const day = clock.day(date);
  const own = ports.filter(({ evseId }) => evseId === chosen);
  const shown = showsAll ? ports : (own.length > 0 ? own : ports).slice(0, ROWS_AT_FIRST);
  drawHours(query(timeline, ".timeline-scale"), hourTicks(clock, date), day);
  reconcile(query(timeline, ".timeline-rows"), shown, {
    key: ({ evseId }) => evseId,
    create: () => clone("timeline-row"),
    update: (row, port) => {
      fill(row, {
        name: portName(port),
        kw: port.maxPowerKw === undefined ? "" : text("kw", { kw: port.maxPowerKw }),
        plugs: plugNames(port.connectors.map(({ type }) => type)),
      });
      query(row, ".timeline-track").replaceChildren(...spansOf(port, day, { yours, now }));
    },
  });
  button.hidden = shown.length === ports.length;
  button.textContent = text("all-rows", { count: ports.length });
}

/**
 * The start of a plan that is nearest to a tap, and the port of that row; undefined if there is none.
 * @param {MouseEvent} event
 * @param {Pick<Plan, "clock" | "date" | "starts">} plan
 */
export function startAtPointer(event, { clock, date, starts }) {
  const point = timeAtPointer(event, clock, date);
  if (!point) return undefined;
  const distance = (/** @type {Start} */ { start }) => Math.abs(start - point.instant);
  const [nearest] = starts
    .filter(({ evseIds }) => evseIds.includes(point.evseId))
    .sort((a, b) => distance(a) - distance(b));
  return nearest && { ...nearest, evse: point.evseId };
}

/**
 * @param {MouseEvent} event
 * @param {SiteClock} clock
 * @param {string} date
 */
function timeAtPointer({ target, clientX }, clock, date) {
  const track = closest(target, ".timeline-track");
  if (!track) return null;
  const { left, width } = track.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(track).direction === "rtl";
  const share = isRightToLeft ? (left + width - clientX) / width : (clientX - left) / width;
  const { start, end } = clock.day(date);
  const evseId = Number(closest(track, "[data-key]")?.dataset.key);
  return { instant: start + share * (end - start), evseId };
}

/**
 * @param {PortWindows} port
 * @param {Window} day
 * @param {{ yours: Yours | null, now: number }} marks
 */
function spansOf({ evseId, windows }, day, { yours, now }) {
  const spans = windows.map((slot) => spanOf("free", slot, day));
  if (now > day.start) spans.push(spanOf("past", { start: day.start, end: now }, day));
  if (yours?.evseIds.includes(evseId)) spans.push(spanOf("yours", yours, day));
  if (day.start <= now && now < day.end) spans.push(spanOf("now", { start: now, end: day.end }, day));
  return spans.filter((span) => span !== null);
}

/**
 * @param {string} kind
 * @param {Window} whole
 * @param {Window} day
 */
function spanOf(kind, whole, day) {
  const part = intersect(day, whole);
  if (part === null) return null;
  const span = clone("timeline-span");
  span.classList.add(`span-${kind}`);
  place(span, day, part);
  return span;
}

/**
 * @param {HTMLElement} scale
 * @param {Tick[]} marks
 * @param {Window} day
 */
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

/**
 * @param {HTMLElement} element
 * @param {Window} day
 * @param {Window} span
 */
function place(element, day, { start, end }) {
  element.style.setProperty("--from", String(positionIn(day, start)));
  element.style.setProperty("--to", String(positionIn(day, end)));
}
