// The plan of a booking: the options and the choice, from a site, its free times and the driver's choice. Pure
// functions; callers are above their callees.

import { readWindow } from "../lib/intervals.js";
import { commonPlug, meetsRequirements } from "../sites/requirements.js";
import { addDays, MINUTE, SiteClock, wallOf } from "../lib/site-time.js";

/**
 * @import { AvailabilityResponse, ConnectorType, LivePortResponse, WindowResponse, WorkingHoursResponse } from "../api/schema.d.ts"
 * @import { RequestBody } from "../api/types.d.ts"
 * @import { Window } from "../lib/intervals.js"
 * @import { Requirements } from "../sites/filters.js"
 * @typedef {{ evseId: number, windows: Window[] }} PortWindows
 * @typedef {LivePortResponse & PortWindows} Port A port of the site that meets the requirements.
 * @typedef {ReturnType<typeof readAvailability>} AvailabilityData
 * @typedef {ReturnType<typeof slotsFor>} Plan
 * @typedef {ReturnType<typeof startsOfDay>[number]} Start
 * @typedef {{ date: string, starts: Start[] }} Day
 *
 * @typedef {object} Site The fields of a site for the choice of a time; `liveStatus` of its ports was read at `asOf`.
 * @property {number} id
 * @property {string} name
 * @property {string} timezone
 * @property {WorkingHoursResponse} [workingHours]
 * @property {string} [asOf]
 * @property {LivePortResponse[]} ports
 *
 * @typedef {object} Chosen `evse` is the chosen port; `scanned` that of a sign, which is then the only one shown.
 * @property {number} minutes
 * @property {string | null} date
 * @property {number | null} start
 * @property {number | null} evse
 * @property {number | null} [scanned]
 *
 * @typedef {Requirements & Chosen} Choice
 */

/**
 * @param {Site} site
 * @param {AvailabilityData} availability
 * @param {Choice} choice
 */
export function slotsFor(site, availability, choice) {
  const { clock } = availability;
  const windows = new Map(availability.ports.map((port) => [port.evseId, port.windows]));
  const ports = site.ports
    .filter(({ evseId }) => windows.has(evseId) && (choice.scanned ?? evseId) === evseId)
    .filter((port) => meetsRequirements(port, choice))
    .map((port) => ({ ...port, windows: offered(port, windows.get(port.evseId) ?? [], site, clock) }));
  const days = daysOf({ ...availability, ports }, choice.minutes, choice.start);
  const day = days.find(({ date }) => date === choice.date) ?? days.find(hasStarts) ?? days[0];
  const start = day.starts.find((option) => option.start === choice.start) ?? null;
  const freePorts = ports.filter(({ evseId }) => start?.evseIds.includes(evseId));
  const soonest = days.find(hasStarts) ?? null;
  return {
    clock,
    ports,
    plug: choice.connector || commonPlug(ports), // "" if a port that was not chosen may not fit
    days,
    date: day.date,
    starts: day.starts,
    // The next one after a day without any; otherwise the first of all, which may be on this day or before it.
    nextFree: (!hasStarts(day) && days.find((other) => other.date > day.date && hasStarts(other))) || soonest,
    start,
    freePorts,
    wanted: ports.find(({ evseId }) => evseId === choice.evse) ?? null,
    port: freePorts.find(({ evseId }) => evseId === choice.evse) ?? null,
  };
}

/**
 * The request of a plan; null without a start, or without a port if any may not fit. The network chooses the port
 * unless one was chosen, or it could choose one that is out of order.
 * @param {{ id: number, asOf: string }} site
 * @param {Plan} plan
 * @param {Requirements & { email: string }} choice
 * @returns {RequestBody<"createBooking"> | null}
 */
export function bookingRequestBody(site, { clock, date, ports, plug, freePorts, start, port }, choice) {
  if (!start || (!port && !plug)) return null;
  const { kw, email } = choice;
  const isRisky = ports.some(isBroken) && site.asOf.startsWith(date);
  const named = port ?? (isRisky ? freePorts[0] : null);
  const criteria = { connectorType: /** @type {ConnectorType} */ (plug), ...(kw && { minPower: kw }) };
  return {
    locationId: site.id,
    ...(named ? { evseId: named.evseId } : { evseCriteria: criteria }),
    startAt: clock.iso(start.start),
    endAt: clock.iso(start.end),
    email: email.trim(),
  };
}

/**
 * An out-of-order port is not offered on the site's day of that status; it may be repaired by the next day.
 * @param {LivePortResponse} port
 * @param {Window[]} windows
 * @param {{ asOf?: string }} site
 * @param {SiteClock} clock
 */
function offered(port, windows, { asOf }, clock) {
  if (!isBroken(port) || asOf === undefined) return windows;
  const { end: midnight } = clock.day(asOf.slice(0, 10));
  return windows
    .filter(({ end }) => end > midnight)
    .map(({ start, end }) => ({ start: Math.max(start, midnight), end }));
}

const isBroken = (/** @type {LivePortResponse} */ { liveStatus }) => liveStatus === "out-of-order";

const hasStarts = (/** @type {Day} */ { starts }) => starts.length > 0;

// Starts

/**
 * Parse an availability response: `{clock, start, end, firstDay, lastDay, ports}`.
 * @param {AvailabilityResponse} body
 */
export function readAvailability(body) {
  const clock = new SiteClock(body.startAfter, body.offsetChanges);
  return {
    body,
    clock,
    start: Date.parse(body.startAfter),
    end: Date.parse(body.endBefore),
    firstDay: body.earliestStart.slice(0, 10),
    lastDay: body.latestEnd.slice(0, 10),
    ports: body.ports.map(({ evseId, availableSlots }) => ({
      evseId,
      windows: availableSlots.map(readWindow),
    })),
  };
}

/**
 * Join two responses, the second of which starts where the first ends; windows that touch are merged.
 * @param {AvailabilityData} first
 * @param {AvailabilityData} second
 */
export function joinAvailability(first, second) {
  const later = new Map(second.body.ports.map((port) => [port.evseId, port.availableSlots]));
  const ports = first.body.ports.map(({ evseId, availableSlots }) => ({
    evseId,
    availableSlots: joinWindows(availableSlots, later.get(evseId) ?? []),
  }));
  const offsetChanges = [...(first.body.offsetChanges ?? []), ...(second.body.offsetChanges ?? [])];
  return readAvailability({ ...first.body, endBefore: second.body.endBefore, offsetChanges, ports });
}

/**
 * @param {WindowResponse[]} before
 * @param {WindowResponse[]} after
 */
function joinWindows(before, after) {
  const [last, next] = [before.at(-1), after[0]];
  if (!last || !next || Date.parse(last.endAt) !== Date.parse(next.startAt)) return [...before, ...after];
  return [...before.slice(0, -1), { startAt: last.startAt, endAt: next.endAt }, ...after.slice(1)];
}

/**
 * The ids of the ports that are free for the whole of [start, end].
 * @param {PortWindows[]} ports
 * @param {number} start
 * @param {number} end
 */
const portsFree = (ports, start, end) =>
  ports
    .filter(({ windows }) => windows.some((slot) => slot.start <= start && end <= slot.end))
    .map(({ evseId }) => evseId);

/** Minutes between two offered starts. */
const gridOf = (/** @type {number} */ minutes) => (minutes < 30 ? 15 : 30);

/**
 * Every start of a site's date that fits, in order of time: on a grid from midnight in wall time, and one start off the
 * grid, if it fits too. Around a clock change, times are ambiguous without their zone.
 * @param {{ clock: SiteClock, ports: PortWindows[] }} availability
 * @param {string} date
 * @param {number} minutes
 * @param {number | null} [besides]
 */
export function startsOfDay({ clock, ports }, date, minutes, besides = null) {
  const grid = gridOf(minutes);
  const walls = Array.from({ length: (24 * 60) / grid }, (_, index) => wallOf(date, index * grid));
  const instants = new Set(walls.flatMap((wall) => clock.instantsOf(wall)));
  if (besides !== null && clock.dateAt(besides) === date) instants.add(besides);
  return [...instants]
    .sort((a, b) => a - b)
    .map((start) => {
      const end = start + minutes * MINUTE;
      const [wall, endWall] = [clock.wallAt(start), clock.wallAt(end)];
      return {
        start,
        end,
        wall,
        endWall,
        needsZone: clock.instantsOf(wall).length > 1 || endWall - wall !== end - start,
        evseIds: portsFree(ports, start, end),
      };
    })
    .filter(({ evseIds }) => evseIds.length > 0);
}

/**
 * The bookable days of a response's first week, each with the starts that fit.
 * @param {Pick<AvailabilityData, "clock" | "start" | "firstDay" | "lastDay" | "ports">} availability
 * @param {number} minutes
 * @param {number | null} [besides]
 */
export function daysOf(availability, minutes, besides = null) {
  const first = availability.clock.dateAt(availability.start);
  return Array.from({ length: 7 }, (_, index) => addDays(first, index))
    .filter((date) => availability.firstDay <= date && date <= availability.lastDay)
    .map((date) => ({ date, starts: startsOfDay(availability, date, minutes, besides) }));
}
