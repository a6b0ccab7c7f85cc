// The head of the booking page: which site, and the facts that decide whether it suits.

import { addressText, linkToMap, rangeText, timeText } from "../lib/format.js";
import { clone, fill, locale, plural, text, word } from "../lib/page.js";
import { addDays, minutesOf, spansOn, wallOf } from "../lib/site-time.js";

const lists = new Intl.ListFormat(locale, { type: "unit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });

const A_MONDAY = "2024-01-01";

export function drawSiteHead(head, site) {
  fill(head, {
    name: site.name,
    address: addressText(site),
    ports: plural("ports", site.ports.length),
    power: text("up-to-kw", { kw: site.maxPowerKw }),
    description: site.description,
    parking: site.parkingType && word("parking", site.parkingType),
    access: wordsFor("access", site.accessMethods),
    facilities: wordsFor("facility", site.facilities),
  });
  drawHours(head.querySelector("[data-fact-hours]"), site.workingHours);
  for (const fact of head.querySelectorAll("[data-fact]")) {
    fact.hidden = fact.querySelector("dd").textContent === "";
  }
  linkToMap(head.querySelector("[data-map-link]"), site);
}

/** "Open 24 hours", or what today's hours are. */
export function drawToday(head, { workingHours }, today) {
  fill(head, { today: todayText(workingHours, today) });
}

export const wordsFor = (kind, codes = []) => lists.format(codes.map((code) => sentence(word(kind, code))));

const sentence = (words) => (words === words.toUpperCase() ? words[0] + words.slice(1).toLowerCase() : words);

function todayText(workingHours, today) {
  if (!workingHours) return "";
  if (workingHours.alwaysOpen) return text("open-always");
  const spans = spansOn(workingHours, today);
  return spans.length > 0 ? text("open-today", { spans: spansText(spans) }) : text("closed-today");
}

function drawHours(root, workingHours) {
  if (!workingHours) return;
  if (workingHours.alwaysOpen) {
    root.textContent = text("open-always");
    return;
  }
  root.replaceChildren(
    ...[0, 1, 2, 3, 4, 5, 6].map((index) => {
      const date = addDays(A_MONDAY, index);
      const spans = spansOn(workingHours, date);
      return fill(clone("hours-row"), {
        day: weekday.format(wallOf(date)),
        spans: spans.length > 0 ? spansText(spans) : text("closed"),
      });
    }),
  );
}

const spansText = (spans) => lists.format(spans.map(spanText));

function spanText({ start, end }) {
  const [from, to] = [start, end].map((clock) => wallOf(A_MONDAY, minutesOf(clock)));
  return to > from ? rangeText(from, to) : text("range", { start: timeText(from), end: timeText(to) });
}
