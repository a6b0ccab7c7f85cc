// The free times of a day as text, port by port: the timeline for people who cannot see it.

import { portDetail, portName, timeText } from "../lib/format.js";
import { clone, fill, query, reconcile } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { freeIntervalsIn } from "./timeline-geometry.js";

/**
 * @import { SiteClock } from "../lib/site-time.js"
 * @import { Port } from "./slots.js"
 */

/**
 * `zoneAt(instant)` is the name of the zone, which is shown on a day when the clocks change.
 * @param {HTMLElement} list
 * @param {{ clock: SiteClock, date: string, ports: Port[], zoneAt: (instant: number) => string }} options
 */
export function drawDayList(list, { clock, date, ports, zoneAt }) {
  const day = clock.day(date);
  const isPlain = clock.changeIn(day.start, day.end) === undefined;
  const time = (/** @type {number} */ instant) => {
    const plain = timeText(clock.wallAt(instant));
    return isPlain ? plain : text("start-zoned", { time: plain, zone: zoneAt(instant) });
  };
  const wordsOf = (/** @type {Port} */ port) => {
    const spans = freeIntervalsIn(day, port);
    if (spans.length === 0) return [text("free-never")];
    if (spans[0].start === day.start && spans[0].end === day.end) return [text("free-all-day")];
    return spans.map(({ start, end }) => text("free-span", { start: time(start), end: time(end) }));
  };
  /** @type {HTMLElement} */ (list.parentElement).hidden = ports.length === 0;
  reconcile(list, ports, {
    key: ({ evseId }) => evseId,
    create: () => clone("free-port"),
    update: (item, port) => {
      fill(item, { name: portName(port), detail: portDetail(port) });
      const spans = wordsOf(port).map((words) => Object.assign(clone("free-span"), { textContent: words }));
      query(item, "ul").replaceChildren(...spans);
    },
  });
}
