// Free time of a day in words, port by port: what the picture shows, for who cannot see it.

import { portDetail, portName, timeText } from "../lib/format.js";
import { clone, fill, reconcile } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { freeIntervalsIn } from "./timeline-geometry.js";

/** `zoneAt(instant)` names the zone, which a time needs on a day when the clocks change. */
export function drawDayList(list, { clock, date, ports, zoneAt }) {
  const day = clock.day(date);
  const isPlain = clock.changeIn(day.start, day.end) === undefined;
  const time = (instant) => {
    const plain = timeText(clock.wallAt(instant));
    return isPlain ? plain : text("start-zoned", { time: plain, zone: zoneAt(instant) });
  };
  const wordsOf = (port) => {
    const spans = freeIntervalsIn(day, port);
    if (spans.length === 0) return [text("free-never")];
    if (spans[0].start === day.start && spans[0].end === day.end) return [text("free-all-day")];
    return spans.map(({ start, end }) => text("free-span", { start: time(start), end: time(end) }));
  };
  list.parentElement.hidden = ports.length === 0;
  reconcile(list, ports, {
    key: ({ evseId }) => evseId,
    create: () => clone("free-port"),
    update: (item, port) => {
      fill(item, { name: portName(port), detail: portDetail(port) });
      const spans = wordsOf(port).map((words) => Object.assign(clone("free-span"), { textContent: words }));
      item.querySelector("ul").replaceChildren(...spans);
    },
  });
}
