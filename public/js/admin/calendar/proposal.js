// The slot that a drag, a resize or a selection of cells proposes, or the reason why it is impossible. Pure functions.

import { MINUTE } from "../../lib/site-time.js";
import { instantAt } from "./model.js";

/**
 * @import { Item, Free, CalendarData, Span } from "./model.js"
 * @typedef {Span & { row: string, refused?: undefined }} ProposedSpan
 * @typedef {{ refused: "past" | "taken" | "unknown" | "closed" }} Refused
 * @typedef {{ from?: number, to?: number, row?: string }} DragChange In milliseconds.
 */

const DEFAULT_LENGTH = 60 * MINUTE;

/**
 * The new slot of a booking that was dragged or resized, perhaps to another row.
 * @param {CalendarData} data
 * @param {Item} item
 * @param {DragChange} change
 * @returns {ProposedSpan | Refused}
 */
export const proposeMove = (data, item, { from = 0, to = 0, row = item.rows[0] }) =>
  validated(data, { start: item.start + from, end: item.end + to, row }, item);

/**
 * The slot of selected cells. A single cell proposes an hour, or as much of it as is free.
 * @param {CalendarData} data
 * @param {{ row: string, from: number, to?: number | null }} cells
 * @returns {ProposedSpan | Refused}
 */
export function proposeSlot(data, { row, from, to = null }) {
  const start = instantAt(data, from);
  const end = to === null ? endOfHour(data, row, start) : instantAt(data, to);
  return validated(data, { start, end, row });
}

/**
 * The first hour of a free window, which the keyboard selects as a whole.
 * @param {CalendarData} data
 * @param {Free} window
 */
export const proposeFirstHour = (data, { rows: [row], start }) =>
  validated(data, { start, end: endOfHour(data, row, start), row });

/**
 * @param {CalendarData} data
 * @param {string} row
 * @param {number} start
 */
function endOfHour(data, row, start) {
  const slot = windowsOf(data, row).find(({ start: from, end }) => from <= start && start < end);
  return Math.min(start + DEFAULT_LENGTH, slot?.end ?? start + DEFAULT_LENGTH);
}

/**
 * @param {CalendarData} data
 * @param {Span & { row: string }} proposed
 * @param {Item | null} [own]
 * @returns {ProposedSpan | Refused}
 */
function validated(data, { start, end, row }, own = null) {
  const port = data.rows.find(({ id }) => id === row)?.port;
  if (own === null || !own.rows.includes(row)) {
    if (!port) return { refused: "unknown" };
    if (!port.bookable) return { refused: "closed" };
  }
  if (start <= data.now) return { refused: "past" };
  if (port && !isFree(data, { start, end, row }, own)) return { refused: "taken" };
  return { start, end, row };
}

/**
 * Whether a port is free for the whole slot, with the booking's own time counted as free.
 * @param {CalendarData} data
 * @param {Span & { row: string }} proposed
 * @param {Item | null} own
 */
function isFree(data, { start, end, row }, own) {
  /** @type {Span[]} */
  const windows = windowsOf(data, row);
  if (own?.rows.includes(row)) windows.push({ start: own.start, end: own.end });
  let freeUntil = start;
  for (const slot of windows.sort((a, b) => a.start - b.start)) {
    if (slot.start <= freeUntil) freeUntil = Math.max(freeUntil, slot.end);
  }
  return freeUntil >= Math.min(end, data.end); // time after the days shown is unknown here
}

const windowsOf = (/** @type {CalendarData} */ { free }, /** @type {string} */ row) =>
  free.filter(({ rows }) => rows.includes(row));
