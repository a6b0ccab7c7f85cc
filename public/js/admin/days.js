// The dates of today, this week and next week. Pure functions. A week starts on Monday.

import { addDays, DAY, wallOf } from "../lib/site-time.js";

/**
 * The date in a zone, "2026-11-23"; in UTC if the browser does not know the zone.
 * @param {string} timezone
 */
export function todayIn(timezone, now = Date.now()) {
  const parts = Object.fromEntries(
    formatterOf(timezone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/**
 * From Monday to Sunday, `weeks` after the week of a date.
 * @param {string} date
 */
export function weekOf(date, weeks = 0) {
  const sinceMonday = (new Date(wallOf(date)).getUTCDay() + 6) % 7;
  const from = addDays(date, 7 * weeks - sinceMonday);
  return { from, to: addDays(from, 6) };
}

/**
 * The days of a preset of the list, first and last; null for any day.
 * @param {string | undefined} preset
 * @param {string} today
 * @returns {{ from: string | null, to: string | null }}
 */
export function presetDays(preset, today) {
  const oneDay = (/** @type {number} */ days) => ({ from: addDays(today, days), to: addDays(today, days) });
  switch (preset) {
    case "yesterday":
      return oneDay(-1);
    case "today":
      return oneDay(0);
    case "tomorrow":
      return oneDay(1);
    case "last-week":
      return weekOf(today, -1);
    case "this-week":
      return weekOf(today);
    case "next-week":
      return weekOf(today, 1);
    case "next-7-days":
      return { from: today, to: addDays(today, 6) };
    default:
      return { from: null, to: null };
  }
}

/** Days from the first to the last, both counted; 0 if one is not given. */
export const daysBetween = (/** @type {string | null} */ from, /** @type {string | null} */ to) =>
  from && to ? Math.round((wallOf(to) - wallOf(from)) / DAY) + 1 : 0;

/**
 * The zone of the days: that of the site, otherwise the most frequent one of the sites.
 * @param {{ id: number, timezone: string }[]} sites
 * @param {number | null} siteId
 */
export function zoneOf(sites, siteId) {
  const site = sites.find(({ id }) => id === siteId);
  if (site) return site.timezone;
  const counts = new Map();
  for (const { timezone } of sites) counts.set(timezone, (counts.get(timezone) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "UTC";
}

/** @param {string} timeZone */
function formatterOf(timeZone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { year: "numeric", month: "2-digit", day: "2-digit" };
  try {
    return new Intl.DateTimeFormat("en-CA", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-CA", { ...options, timeZone: "UTC" });
  }
}
