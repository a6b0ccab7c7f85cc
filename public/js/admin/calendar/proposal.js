// What a drag, a resize or a chosen cell asks for, as instants; or the word for why it cannot be asked for. Pure.

import { MINUTE } from "../../lib/site-time.js";
import { instantAt } from "./model.js";

/**
 * @import { Item, Free, Picture, Span } from "./model.js"
 * @typedef {Span & { row: string, refused?: undefined }} ProposedSpan
 * @typedef {{ refused: "past" | "taken" | "unknown" | "closed" }} Refused
 * @typedef {{ from?: number, to?: number, row?: string }} Change In milliseconds.
 */

const USUAL = 60 * MINUTE;

/**
 * A booking dragged or resized by milliseconds, perhaps to another row.
 * @param {Picture} picture
 * @param {Item} item
 * @param {Change} change
 * @returns {ProposedSpan | Refused}
 */
export const moved = (picture, item, { from = 0, to = 0, row = item.rows[0] }) =>
  checked(picture, { start: item.start + from, end: item.end + to, row }, item);

/**
 * A cell or a span of cells chosen by their places. One cell alone means an hour, or what is free of it.
 * @param {Picture} picture
 * @param {{ row: string, from: number, to?: number | null }} cells
 * @returns {ProposedSpan | Refused}
 */
export function chosen(picture, { row, from, to = null }) {
  const start = instantAt(picture, from);
  const end = to === null ? hourFrom(picture, row, start) : instantAt(picture, to);
  return checked(picture, { start, end, row });
}

/**
 * A free window chosen as a whole, by the keyboard: its first hour.
 * @param {Picture} picture
 * @param {Free} window
 */
export const firstHour = (picture, { rows: [row], start }) =>
  checked(picture, { start, end: hourFrom(picture, row, start), row });

/**
 * @param {Picture} picture
 * @param {string} row
 * @param {number} start
 */
function hourFrom(picture, row, start) {
  const slot = windowsOf(picture, row).find(({ start: from, end }) => from <= start && start < end);
  return Math.min(start + USUAL, slot?.end ?? start + USUAL);
}

/**
 * @param {Picture} picture
 * @param {Span & { row: string }} proposed
 * @param {Item | null} [own]
 * @returns {ProposedSpan | Refused}
 */
function checked(picture, { start, end, row }, own = null) {
  const port = picture.rows.find(({ id }) => id === row)?.port;
  if (own === null || !own.rows.includes(row)) {
    if (!port) return { refused: "unknown" };
    if (!port.bookable) return { refused: "closed" };
  }
  if (start <= picture.now) return { refused: "past" };
  if (port && !isFree(picture, { start, end, row }, own)) return { refused: "taken" };
  return { start, end, row };
}

/**
 * Whether a port is free all that time, the booking's own time counted as free.
 * @param {Picture} picture
 * @param {Span & { row: string }} proposed
 * @param {Item | null} own
 */
function isFree(picture, { start, end, row }, own) {
  /** @type {Span[]} */
  const windows = windowsOf(picture, row);
  if (own?.rows.includes(row)) windows.push({ start: own.start, end: own.end });
  let reached = start;
  for (const slot of windows.sort((a, b) => a.start - b.start)) {
    if (slot.start <= reached) reached = Math.max(reached, slot.end);
  }
  return reached >= Math.min(end, picture.end); // what comes after the days shown is not known here
}

const windowsOf = (/** @type {Picture} */ { free }, /** @type {string} */ row) =>
  free.filter(({ rows }) => rows.includes(row));
