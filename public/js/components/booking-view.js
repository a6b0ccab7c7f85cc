// Draws the plan of the booking page: what is free, the ports and the ticket. It keeps nothing of its own.

import { portName, portWords } from "../lib/format.js";
import { isToday, newsAgoText } from "../lib/live.js";
import { nearestNeeds } from "../lib/needs.js";
import { fill, locale, plural, say, text } from "../lib/page.js";
import { isOpen } from "../lib/site-time.js";
import { drawNearestNeeds, needsText } from "./nearest.js";
import { drawPorts } from "./ports.js";
import { drawWhen, ticketDayText, wordsOf } from "./when-view.js";

const part = (id) => document.getElementById(id);

export function drawPlan(plan, { site, choice, week, showsAll, note }) {
  const { start } = plan;
  const { zoneAt, range } = wordsOf(plan, site);
  drawWhen(plan, { site, choice, week, showsAll });
  drawNearestNeeds(part("instead"), nearestNeeds(site.ports, choice));
  drawPorts(part("ports"), plan, site);
  say("out-of-order", outOfOrderText(plan, site));
  drawTicket(part("ticket"), plan, { site, choice, range, zoneAt });
  const isClosed = start && !isOpen(site.workingHours, start.wall, start.endWall);
  say("ticket-note", note || (isClosed ? text("closed-then") : ""));
}

function drawTicket(ticket, { port, start }, { site, choice, range, zoneAt }) {
  fill(ticket, {
    time: range,
    day: start && ticketDayText(start, { zone: zoneAt(start.start), minutes: choice.minutes }),
    place: start && site.name,
    port: start && (port ? portWords("ticket-port", port) : anyPort(choice)),
    nothing: start ? "" : text("need-start"),
  });
  part("submit").textContent = range ? text("book-range", { range }) : text("book");
}

function anyPort(choice) {
  const needs = needsText(choice);
  return needs ? text("ticket-any-of", { needs }) : text("ticket-any");
}

/** Why ports that are out of order are not offered on the day of that news. */
function outOfOrderText({ date, ports }, site) {
  const broken = ports.filter(({ liveStatus }) => liveStatus === "out-of-order");
  if (broken.length === 0 || !isToday(site, date)) return "";
  const names = new Intl.ListFormat(locale).format(broken.map(portName));
  return plural("out-of-order", broken.length, { ports: names, when: newsAgoText(site) });
}
