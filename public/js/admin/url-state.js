// The state of the admin page in its address, and as query parameters of the API. Pure functions.

import { pageUrl } from "../lib/links.js";
import { isDate } from "../lib/site-time.js";

const VIEWS = ["today", "list", "calendar", "queue", "report"];
const STATUSES = ["active", "any", "accepted", "reserved", "completed", "cancelled", "no-show", "failed"];
const SPANS = ["week", "day"];
const FORMS = ["grid", "table"];
const ROWS = 25;

/**
 * @import { Query } from "../api/types.d.ts"
 * @typedef {object} State What the admin page shows.
 * @property {string} view
 * @property {number | null} site
 * @property {string} status
 * @property {string | null} from
 * @property {string | null} to
 * @property {number | null} driver
 * @property {string | null} day
 * @property {string} span
 * @property {string} as
 * @property {string | null} at
 * @property {number | null} booking
 */

const oneOf = (/** @type {string[]} */ values) => (/** @type {string} */ value) =>
  values.includes(value) ? value : values[0];
const id = (/** @type {string} */ value) => (/^[1-9]\d{0,14}$/.test(value) ? Number(value) : null);
const date = (/** @type {string} */ value) => (isDate(value) ? value : null);

const moment = (/** @type {string} */ value) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value) ? value : null);

const PARTS = {
  view: oneOf(VIEWS),
  site: id,
  status: oneOf(STATUSES),
  from: date,
  to: date,
  driver: id,
  day: date,
  span: oneOf(SPANS),
  as: oneOf(FORMS),
  at: moment, // the left edge of the calendar, in the site's local time
  booking: id,
};

/**
 * Parse every part of the state; invalid values are ignored.
 * @param {string} search
 */
export function readState(search) {
  const query = new URLSearchParams(search);
  const parts = Object.entries(PARTS).map(([name, readPart]) => [name, readPart(query.get(name) ?? "")]);
  return /** @type {State} */ (Object.fromEntries(parts));
}

/**
 * The address of a state, without default values.
 * @param {Partial<State>} state
 */
export function linkTo(state) {
  const query = new URLSearchParams();
  for (const [name, readPart] of Object.entries(PARTS)) {
    const value = state[/** @type {keyof State} */ (name)] ?? readPart("");
    if (value !== readPart("")) query.set(name, String(value));
  }
  return pageUrl("admin", query.size > 0 ? `?${query}` : "");
}

/**
 * The filters of a state as query parameters of the list and the export.
 * @param {State} state
 * @returns {Query<"adminExportBookings">}
 */
export function filtersOf({ site, status, driver, from, to }) {
  const filters = {
    locationId: site,
    status: status === "any" ? null : status,
    userId: driver,
    fromDay: from,
    toDay: to,
  };
  const given = Object.entries(filters).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => [`filter[${name}]`, value]));
}

/**
 * The query parameters of one page of the list, the first one without a cursor.
 * @param {State} state
 * @param {string} [cursor]
 * @returns {Query<"adminListBookings">}
 */
export const pageOf = (state, cursor) => ({
  ...filtersOf(state),
  per_page: ROWS,
  ...(cursor && { cursor }),
});
