// Draws the plan of the booking page: what is free, the ports and the ticket. It keeps nothing of its own.

import { portName, portWords } from "../lib/format.js";
import { isStatusOfDay, statusAgeText } from "../sites/port-status.js";
import { nearestRequirements } from "../sites/requirements.js";
import { fill, say } from "../lib/dom.js";
import { locale, plural, text } from "../lib/i18n.js";
import { isOpen } from "../lib/site-time.js";
import { suggestRequirements, requirementsText } from "../sites/suggestions.js";
import { drawPorts } from "../time-picker/port-list.js";
import { drawTimePicker, ticketDayText, planText } from "../time-picker/view.js";

const part = (id) => document.getElementById(id);

export function drawBookingForm(plan, { site, choice, week, showsAll, note }) {
  const { start } = plan;
  const { zoneAt, range } = planText(plan, site);
  drawTimePicker(plan, { site, choice, week, showsAll });
  suggestRequirements(part("instead"), nearestRequirements(site.ports, choice));
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
  const needs = requirementsText(choice);
  return needs ? text("ticket-any-of", { needs }) : text("ticket-any");
}

/** Why ports that are out of order are not offered on the day of that news. */
function outOfOrderText({ date, ports }, site) {
  const broken = ports.filter(({ liveStatus }) => liveStatus === "out-of-order");
  if (broken.length === 0 || !isStatusOfDay(site, date)) return "";
  const names = new Intl.ListFormat(locale).format(broken.map(portName));
  return plural("out-of-order", broken.length, { ports: names, when: statusAgeText(site) });
}
