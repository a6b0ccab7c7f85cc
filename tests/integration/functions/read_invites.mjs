// Reads calendar files with ical.js and node-ical: a list of texts comes in as JSON, what each parser finds goes out.

import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

function byIcalJs(file) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const component = calendar.getFirstSubcomponent("vevent");
  const event = new ICAL.Event(component);
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event.uid,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    summary: event.summary,
    location: event.location,
    description: event.description ?? "",
    url: component.getFirstPropertyValue("url") ?? "",
    organizer: event.organizer,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
  };
}

function byNodeIcal(file) {
  const calendar = ical.sync.parseICS(file);
  const event = Object.values(calendar).find(({ type }) => type === "VEVENT");
  return {
    method: calendar.vcalendar.method,
    uid: event.uid,
    sequence: Number(event.sequence),
    status: event.status,
    summary: event.summary,
    location: event.location,
    description: event.description ?? "",
    url: event.url?.val ?? event.url ?? "",
    organizer: event.organizer.val ?? event.organizer,
    start: event.start.toISOString(),
    end: event.end.toISOString(),
  };
}

const files = JSON.parse(readFileSync(0, "utf8"));
const found = files.map((file) => ({ "ical.js": byIcalJs(file), "node-ical": byNodeIcal(file) }));
process.stdout.write(JSON.stringify(found));
