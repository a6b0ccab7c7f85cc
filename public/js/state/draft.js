// The driver's choices on the booking form, stored in the tab for a reload, the back button and a shared link.

import { pageUrl } from "../lib/links.js";
import { clockOfWall, isDate } from "../lib/site-time.js";
import { recall, remember } from "./storage.js";
import { rememberedEmail, rememberedPlug } from "./device.js";
import { validFields, isInstant, isNumber, isPlug, isText } from "./validation.js";

/**
 * @import { Choice } from "../time-picker/slots.js"
 * @typedef {Choice & { from: string | null, week: string | null, email: string }} Draft
 * @typedef {{ minMinutes?: string, maxMinutes?: string, defaultMinutes?: string }} Rules
 */

// The choice

const choiceName = (/** @type {number} */ siteId) => `choice:${siteId}`;

const NO_CHOICE = {
  connector: "",
  kw: 0,
  date: null,
  from: null,
  start: null,
  evse: null,
  scanned: null,
  week: null,
  email: "",
};

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const MOST_MINUTES = 366 * 24 * 60;

const positive = (/** @type {string} */ value) => (/^[1-9]\d{0,15}$/.test(value) ? Number(value) : null);

const nullOr = (/** @type {(value: unknown) => boolean} */ isValid) => (/** @type {unknown} */ value) =>
  value === null || isValid(value);
const isStoredDate = nullOr((value) => isText(value) && isDate(value));
const isStart = nullOr(isInstant);
const isPort = nullOr((value) => Number.isSafeInteger(value) && Number(value) > 0);
const isMinutes = (/** @type {unknown} */ value) =>
  Number.isInteger(value) && isNumber(value, 1, MOST_MINUTES);

const STORED = {
  connector: (/** @type {unknown} */ value) => value === "" || isPlug(value),
  kw: (/** @type {unknown} */ value) => isNumber(value, 0, 9_999),
  date: isStoredDate,
  from: nullOr((value) => isText(value) && CLOCK.test(value)),
  start: isStart,
  evse: isPort,
  scanned: isPort,
  week: isStoredDate,
  email: isText,
  minutes: isMinutes,
};

/**
 * The stored times of a reschedule under this name.
 * @param {string} name
 * @returns {Partial<Pick<Choice, "minutes" | "date" | "start">>}
 */
export const storedTimes = (name) =>
  /** @type {Partial<Choice>} */ (
    validFields(recall(name), { minutes: isMinutes, date: isStoredDate, start: isStart })
  );

/**
 * The site's id in the address of the page, without punctuation that a link may end with: `101).`; null if invalid.
 * @param {string} search
 */
export const siteIdOf = (search) =>
  positive((new URLSearchParams(search).get("id") ?? "").replace(/[^A-Za-z\d]+$/, ""));

/**
 * `{choice, unusable}`: `unusable` names the parameters of the link with invalid values.
 * @param {number} siteId
 * @param {string} search
 * @param {Rules} rules
 */
export function restoreDraft(siteId, search, rules) {
  const query = new URLSearchParams(search);
  const stored = /** @type {Partial<Draft>} */ (validFields(recall(choiceName(siteId)), STORED));
  /** @type {Draft} */
  const choice = { ...NO_CHOICE, minutes: Number(rules.defaultMinutes), ...stored };
  choice.connector ||= rememberedPlug();
  choice.email ||= rememberedEmail();
  /** @type {string[]} */
  const unusable = [];
  for (const [name, readValue] of Object.entries(readers(rules))) {
    const given = query.get(name);
    if (given === null) continue;
    const value = readValue(given);
    if (value === null) unusable.push(name);
    else Object.assign(choice, { [name]: value });
  }
  if (isSign(query)) choice.scanned = choice.evse;
  else if (positive(query.get("evse") ?? "") !== choice.scanned) choice.scanned = null;
  if (query.has("date") && choice.date !== stored.date) choice.week = null;
  if (query.has("from") && choice.from !== stored.from) choice.start = null;
  return { choice, unusable };
}

/** Whether an address is that of a printed sign: only a site and a port. */
const isSign = (/** @type {URLSearchParams} */ query) =>
  [...query.keys()].every((name) => name === "id" || name === "evse") && query.has("evse");

/** @type {(rules: Rules) => Record<string, (value: string) => string | number | null>} */
const readers = ({ minMinutes, maxMinutes }) => ({
  minutes: (value) => {
    const minutes = positive(value) ?? 0;
    return minutes >= Number(minMinutes) && minutes <= Number(maxMinutes) && minutes % 15 === 0
      ? minutes
      : null;
  },
  connector: (value) => (isPlug(value) ? value : null),
  kw: (value) => (/^[1-9]\d{0,3}$/.test(value) ? Number(value) : null),
  date: (value) => (isDate(value) ? value : null),
  from: (value) => (CLOCK.test(value) ? value : null),
  evse: positive,
});

/**
 * The change of the choice by a control of the form; null for any other control.
 * @param {{ name: string, value: string }} control
 * @param {Rules} rules
 * @param {string} [date]
 * @returns {Partial<Choice> | null}
 */
export function draftChange({ name, value }, { defaultMinutes }, date) {
  switch (name) {
    case "minutes":
    case "more-minutes":
      return { minutes: Number(value || defaultMinutes) };
    case "connector":
      return { connector: value };
    case "kw":
      return { kw: Number(value) };
    case "date":
      return { date: value, start: null };
    case "start":
      return { start: Number(value), date };
    case "evse":
      return { evse: Number(value) || null };
    default:
      return null;
  }
}

/**
 * Store the choice and write it into the address, without default values.
 * @param {number} siteId
 * @param {Draft} choice
 * @param {{ wall: number } | null} start
 */
export function saveDraft(siteId, choice, start) {
  const from = start ? clockOfWall(start.wall) : null;
  remember(choiceName(siteId), { ...choice, from });
  history.replaceState(history.state, "", bookingFormUrl(siteId, { ...choice, from }) + location.hash);
}

/**
 * The URL of the booking page with these choices.
 * @param {number} siteId
 * @param {Partial<Omit<Draft, "start">>} choice
 */
export function bookingFormUrl(siteId, { evse, date, from, minutes, connector, kw }) {
  const query = new URLSearchParams({ id: String(siteId) });
  const chosen = { evse, date, from, minutes, connector, kw };
  for (const [name, value] of Object.entries(chosen)) if (value) query.set(name, String(value));
  return pageUrl("site", `?${query}`);
}
