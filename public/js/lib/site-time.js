// All wall-clock arithmetic of the pages. The API states a site's UTC offsets, so neither the browser's own
// zone nor its zone database takes part: a "wall" is the site's clock read as if it were UTC, in milliseconds.

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Minutes east of UTC that an RFC 3339 time carries: "…-05:00" is -300, "…Z" is 0. */
export function offsetOf(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? [null, "+", 0, 0];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** One time as the API wrote it: the instant, the site's offset then, and the site's wall. */
export function readTime(iso) {
  const instant = Date.parse(iso);
  const offset = offsetOf(iso);
  return { instant, offset, wall: instant + offset * MINUTE };
}

/** "-05:00" for -300. */
export function offsetText(offset) {
  const minutes = Math.abs(offset);
  const pad = (number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The date of a wall, "2026-11-23". */
export const dateOfWall = (wall) => new Date(wall).toISOString().slice(0, 10);

/** The clock of a wall, "09:00". */
export const clockOfWall = (wall) => new Date(wall).toISOString().slice(11, 16);

/** The wall of a date's midnight, plus minutes. */
export const wallOf = (date, minutes = 0) => Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE;

/** Minutes since midnight of a clock, 540 for "09:00". */
export const minutesOf = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export const addDays = (date, days) => dateOfWall(wallOf(date) + days * DAY);

export const isDate = (value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) &&
  dateOfWall(wallOf(value)) === value;

/** A site's clock over the window of one answer: the offset at its start and each change after it. */
export class SiteClock {
  #spans;

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

  offsetAt(instant) {
    return this.#spans.find(({ from, to }) => from <= instant && instant < to).offset;
  }

  wallAt(instant) {
    return instant + this.offsetAt(instant) * MINUTE;
  }

  /** The instants that show this wall, in order: none in a spring gap, two in an autumn fold. */
  instantsOf(wall) {
    return this.#spans
      .map((span) => ({ ...span, instant: wall - span.offset * MINUTE }))
      .filter(({ from, to, instant }) => from <= instant && instant < to)
      .map(({ instant }) => instant);
  }

  dateAt(instant) {
    return dateOfWall(this.wallAt(instant));
  }

  /** First instant of a site's date. Where the clocks skip midnight, the day starts at the change. */
  startOfDay(date) {
    const midnight = wallOf(date);
    const [first] = this.instantsOf(midnight);
    return first ?? this.#spans.find(({ from, offset }) => from + offset * MINUTE > midnight).from;
  }

  /** True length of a site's date: 23 or 25 hours on the days when the clocks change. */
  day(date) {
    return { start: this.startOfDay(date), end: this.startOfDay(addDays(date, 1)) };
  }

  /** The instant in [start, end) when the clocks change, if they do. */
  changeIn(start, end) {
    return this.#spans.find(({ from }) => start <= from && from < end)?.from;
  }

  /** RFC 3339 with the site's offset at that instant, to the second. */
  iso(instant) {
    const wall = new Date(this.wallAt(instant)).toISOString().slice(0, 19);
    return wall + offsetText(this.offsetAt(instant));
  }
}

// Opening hours, which the API states as the site's clock shows them.

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** The spans of a date as the API lists them, `[{start: "06:00", end: "22:00"}]`. */
export const spansOn = (workingHours, date) =>
  workingHours.hours?.[DAYS[new Date(wallOf(date)).getUTCDay()]] ?? [];

/** Whether the site is open for the whole of [start, end], both walls. Hours that are not known count as open. */
export function isOpen(workingHours, start, end) {
  if (!workingHours || workingHours.alwaysOpen || !workingHours.hours) return true;
  let reached = start;
  for (const span of openSpans(workingHours, start, end)) {
    if (span.start <= reached) reached = Math.max(reached, span.end);
  }
  return reached >= end;
}

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
