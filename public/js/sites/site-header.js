// The header of the booking page: the site and its details.

import { addressText, linkToMap, powerText } from "../lib/format.js";
import { openingHoursText, spansText } from "../lib/opening-hours.js";
import { lazy } from "../lib/lazy.js";
import { clone, fill, markForeign, query } from "../lib/dom.js";
import { locale, plural, text, word } from "../lib/i18n.js";
import { addDays, spansOn, wallOf } from "../lib/site-time.js";

const weekday = lazy(() => new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }));

const A_MONDAY = "2024-01-01";
const MOST_PHOTOS = 3;

/** @import { ImageResponse, SiteResponse, WorkingHoursResponse } from "../api/schema.d.ts" */

/**
 * @param {HTMLElement} head
 * @param {SiteResponse} site
 */
export function drawSiteHeader(head, site) {
  fill(head, {
    name: site.name,
    address: addressText(site),
    ports: plural("ports", site.ports.length),
    power: powerText(site),
    description: site.description,
    directions: site.directions,
    parking: site.parkingType && word("parking", site.parkingType),
    access: wordsFor("access", site.accessMethods),
    facilities: wordsFor("facility", site.facilities),
  });
  markForeign(head, site.languages);
  drawHours(query(head, "[data-fact-hours]"), site.workingHours);
  for (const fact of head.querySelectorAll("[data-fact]")) {
    fact.hidden = query(fact, "dd").textContent === "";
  }
  linkToMap(query(head, "a[data-map-link]"), site);
  drawPhotos(head, site);
}

/**
 * "Open 24 hours", or today's hours.
 * @param {HTMLElement} head
 * @param {{ workingHours?: WorkingHoursResponse }} site
 * @param {string} today
 */
export function drawToday(head, { workingHours }, today) {
  fill(head, {
    today: openingHoursText(workingHours, today, { open: "open-today", closed: "closed-today" }),
  });
}

const wordsFor = (/** @type {string} */ kind, /** @type {string[]} */ codes = []) =>
  codes.map((code) => sentence(word(kind, code))).join(" · ");

const sentence = (/** @type {string} */ words) =>
  words === words.toUpperCase() ? words[0] + words.slice(1).toLowerCase() : words;

/**
 * Photos from the one allowed origin. They load when the details are opened; one that fails is removed.
 * @param {HTMLElement} head
 * @param {{ name: string, images: ImageResponse[] }} site
 */
function drawPhotos(head, { name, images }) {
  const gallery = query(head, "[data-photos]");
  const { origin: allowed } = gallery.dataset;
  const shown = images
    .map(({ url, thumbnailUrl }) => thumbnailUrl ?? url)
    .filter((src) => allowed && src.startsWith(`${allowed}/`))
    .slice(0, MOST_PHOTOS);
  fill(head, { photos: shown.length > 0 ? plural("photos", shown.length) : "" });
  gallery.replaceChildren(
    ...shown.map((src, index) => {
      const photo = clone("photo");
      photo.onerror = () => photo.remove();
      return Object.assign(photo, { alt: text("photo", { number: index + 1, site: name }), src });
    }),
  );
}

/**
 * @param {HTMLElement} root
 * @param {WorkingHoursResponse | undefined} workingHours
 */
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
        day: weekday().format(wallOf(date)),
        spans: spans.length > 0 ? spansText(spans) : text("closed"),
      });
    }),
  );
}
