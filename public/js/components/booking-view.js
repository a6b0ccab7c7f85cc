// Draws the plan of the booking page: what is free, the ports and the ticket. It keeps nothing of its own.

import { plugNames, portWords } from "../lib/format.js";
import { fill, say, text } from "../lib/page.js";
import { isOpen } from "../lib/site-time.js";
import { drawPorts } from "./ports.js";
import { drawWhen, ticketDayText, wordsOf } from "./when-view.js";

const part = (id) => document.getElementById(id);

export function drawPlan(plan, { site, choice, week, showsAll, note }) {
  const { start } = plan;
  const { zoneAt, range } = wordsOf(plan, site);
  drawWhen(plan, { site, choice, week, showsAll });
  drawPorts(part("ports"), plan);
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

function anyPort({ connector, kw }) {
  const needs = [connector && plugNames([connector]), kw && text("kw-or-more", { kw })].filter(Boolean);
  return needs.length > 0 ? text("ticket-any-of", { needs: needs.join(" · ") }) : text("ticket-any");
}
