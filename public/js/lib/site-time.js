// Wall-time arithmetic of the pages. The API has the site's UTC offsets, so neither the browser's time zone nor its
// time zone database is used: a "wall" is the site's wall time read as if it were UTC, in milliseconds.

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/**
 * @import { HoursResponse, WorkingHoursResponse } from "../api/schema.d.ts"
 * @typedef {{ from: number, to: number, offset: number }} OffsetSpan
 */

/**
 * The UTC offset of an RFC 3339 time in minutes: "…-05:00" is -300, "…Z" is 0.
 * @param {string} iso
 */
export function offsetOf(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? [null, "+", 0, 0];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * Parse a time of the API: the instant, the site's offset then, and the site's wall time.
 * @param {string} iso
 */
export function readTime(iso) {
  const instant = Date.parse(iso);
  const offset = offsetOf(iso);
  return { instant, offset, wall: instant + offset * MINUTE };
}

/**
 * "-05:00" for -300.
 * @param {number} offset
 */
export function offsetText(offset) {
  const minutes = Math.abs(offset);
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The date of a wall time, "2026-11-23". */
export const dateOfWall = (/** @type {number} */ wall) => new Date(wall).toISOString().slice(0, 10);

/** The time of day of a wall time, "09:00". */
export const clockOfWall = (/** @type {number} */ wall) => new Date(wall).toISOString().slice(11, 16);

/** The wall time of a date's midnight, plus minutes. */
export const wallOf = (/** @type {string} */ date, minutes = 0) =>
  Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE;

/** Minutes since midnight of a time of day, 540 for "09:00". */
export const minutesOf = (/** @type {string} */ clock) =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export const addDays = (/** @type {string} */ date, /** @type {number} */ days) =>
  dateOfWall(wallOf(date) + days * DAY);

export const isDate = (/** @type {string} */ value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) &&
  dateOfWall(wallOf(value)) === value;

/** A site's clock over the window of one response: the offset at its start and each change after it. */
export class SiteClock {
  #spans;

  /**
   * @param {string} startAfter
   * @param {{ at: string }[]} [offsetChanges]
   */
  constructor(startAfter, offsetChanges = []) {
    const starts = [
      { from: Number.NEGATIVE_INFINITY, offset: offsetOf(startAfter) },
      ...offsetChanges.map(({ at }) => ({ from: Date.parse(at), offset: offsetOf(at) })),
    ];
    this.#spans = starts.map((span, index) => ({
      ...span,
      to: starts[index + 1]?.from ?? Number.POSITIVE_INFINITY,
    }));
  }

  /** @param {number} instant */
  offsetAt(instant) {
    const isNow = (/** @type {OffsetSpan} */ { from, to }) => from <= instant && instant < to;
    return /** @type {OffsetSpan} */ (this.#spans.find(isNow)).offset;
  }

  /** @param {number} instant */
  wallAt(instant) {
    return instant + this.offsetAt(instant) * MINUTE;
  }

  /**
   * The instants with this wall time, in order: none in a spring gap, two in an autumn fold.
   * @param {number} wall
   */
  instantsOf(wall) {
    return this.#spans
      .map((span) => ({ ...span, instant: wall - span.offset * MINUTE }))
      .filter(({ from, to, instant }) => from <= instant && instant < to)
      .map(({ instant }) => instant);
  }

  /** @param {number} instant */
  dateAt(instant) {
    return dateOfWall(this.wallAt(instant));
  }

  /**
   * First instant of a site's date. If the clocks skip midnight, the day starts at the change.
   * @param {string} date
   */
  startOfDay(date) {
    const midnight = wallOf(date);
    const [first] = this.instantsOf(midnight);
    const isAfter = (/** @type {OffsetSpan} */ { from, offset }) => from + offset * MINUTE > midnight;
    return first ?? /** @type {OffsetSpan} */ (this.#spans.find(isAfter)).from;
  }

  /**
   * The window of a site's date: 23 or 25 hours on the days when the clocks change.
   * @param {string} date
   */
  day(date) {
    return { start: this.startOfDay(date), end: this.startOfDay(addDays(date, 1)) };
  }

  /**
   * The instant in [start, end) at which the clocks change, if they do.
   * @param {number} start
   * @param {number} end
   */
  changeIn(start, end) {
    return this.#spans.find(({ from }) => start <= from && from < end)?.from;
  }

  /**
   * RFC 3339 with the site's offset at that instant, to the second.
   * @param {number} instant
   */
  iso(instant) {
    const wall = new Date(this.wallAt(instant)).toISOString().slice(0, 19);
    return wall + offsetText(this.offsetAt(instant));
  }
}

// Opening hours, in the site's local time.

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/**
 * The spans of a date as the API lists them, `[{start: "06:00", end: "22:00"}]`.
 * @param {WorkingHoursResponse} workingHours
 * @param {string} date
 * @returns {HoursResponse[]}
 */
export const spansOn = (workingHours, date) =>
  workingHours.hours?.[DAYS[new Date(wallOf(date)).getUTCDay()]] ?? [];

/**
 * Whether the site is open for the whole of [start, end], both wall times. Unknown hours count as open.
 * @param {WorkingHoursResponse | undefined} workingHours
 * @param {number} start
 * @param {number} end
 */
export function isOpen(workingHours, start, end) {
  if (!workingHours || workingHours.alwaysOpen || !workingHours.hours) return true;
  let reached = start;
  for (const span of openSpans(workingHours, start, end)) {
    if (span.start <= reached) reached = Math.max(reached, span.end);
  }
  return reached >= end;
}

/**
 * @param {WorkingHoursResponse} workingHours
 * @param {number} start
 * @param {number} end
 */
function openSpans(workingHours, start, end) {
  const spans = [];
  for (let midnight = wallOf(dateOfWall(start - DAY)); midnight <= end; midnight += DAY) {
    for (const span of spansOn(workingHours, dateOfWall(midnight))) {
      const [from, to] = [minutesOf(span.start), minutesOf(span.end)];
      const length = to > from ? to - from : to - from + 24 * 60;
      spans.push({ start: midnight + from * MINUTE, end: midnight + (from + length) * MINUTE });
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}
