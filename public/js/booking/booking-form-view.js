// Draws the plan of the booking page: what is free, the ports and the ticket. It keeps nothing of its own.

import { portName, portWords } from "../lib/format.js";
import { isStatusOfDay, statusAgeText } from "../sites/port-status.js";
import { nearestRequirements } from "../sites/requirements.js";
import { byId, fill, say } from "../lib/dom.js";
import { locale, plural, text } from "../lib/i18n.js";
import { isOpen } from "../lib/site-time.js";
import { suggestRequirements, requirementsText } from "../sites/suggestions.js";
import { drawPorts } from "../time-picker/port-list.js";
import { drawTimePicker, ticketDayText, planText } from "../time-picker/view.js";

/**
 * @import { SiteResponse } from "../api/schema.d.ts"
 * @import { Requirements } from "../sites/filters.js"
 * @import { WeekAvailability } from "../time-picker/availability.js"
 * @import { Choice, Plan } from "../time-picker/slots.js"
 */

/**
 * @param {Plan} plan
 * @param {{ site: SiteResponse, choice: Choice, week: WeekAvailability, showsAll: boolean, note: string }} how
 */
export function drawBookingForm(plan, { site, choice, week, showsAll, note }) {
  const { start } = plan;
  const { zoneAt, range } = planText(plan, site);
  drawTimePicker(plan, { site, choice, week, showsAll });
  suggestRequirements(byId("instead"), nearestRequirements(site.ports, choice));
  drawPorts(byId("ports"), plan, site);
  say("out-of-order", outOfOrderText(plan, site));
  drawTicket(byId("ticket"), plan, { site, choice, range, zoneAt });
  const isClosed = start && !isOpen(site.workingHours, start.wall, start.endWall);
  say("ticket-note", note || (isClosed ? text("closed-then") : ""));
}

/**
 * @param {HTMLElement} ticket
 * @param {Plan} plan
 * @param {{ site: SiteResponse, choice: Choice } & ReturnType<typeof planText>} how
 */
function drawTicket(ticket, { port, start }, { site, choice, range, zoneAt }) {
  fill(ticket, {
    time: range,
    day: start && ticketDayText(start, { zone: zoneAt(start.start), minutes: choice.minutes }),
    place: start && site.name,
    port: start && (port ? portWords("ticket-port", port) : anyPort(choice)),
    nothing: start ? "" : text("need-start"),
  });
  byId("submit").textContent = range ? text("book-range", { range }) : text("book");
}

function anyPort(/** @type {Requirements} */ choice) {
  const needs = requirementsText(choice);
  return needs ? text("ticket-any-of", { needs }) : text("ticket-any");
}

/**
 * Why ports that are out of order are not offered on the day of that news.
 * @param {Plan} plan
 * @param {SiteResponse} site
 */
function outOfOrderText({ date, ports }, site) {
  const broken = ports.filter(({ liveStatus }) => liveStatus === "out-of-order");
  if (broken.length === 0 || !isStatusOfDay(site, date)) return "";
  const names = new Intl.ListFormat(locale).format(broken.map(portName));
  return plural("out-of-order", broken.length, { ports: names, when: statusAgeText(site) });
}
