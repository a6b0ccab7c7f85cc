// Fields for day, start and duration of a booking, with the timeline of its site. Times are in the site's time zone, so
// they are defined only once the day was read.

import { readCalendar } from "../../api/admin-client.js";
import { LatestRead } from "../latest-read.js";
import { fits, readDayAvailability } from "../day-availability.js";
import { sorted } from "../../lib/polyfills.js";
import { closest, fill, query, showState, slot, errorText } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { startsOfDay } from "../../time-picker/slots.js";
import {
  clockOfWall,
  dateOfWall,
  DAY,
  isDate,
  MINUTE,
  minutesOf,
  readTime,
  wallOf,
} from "../../lib/site-time.js";
import { drawTimeline, startAtPointer } from "../../time-picker/timeline.js";

/**
 * @import { OwnTime, DayAvailability, PortAvailability } from "../day-availability.js"
 * @typedef {{ startAt: string, endAt: string }} TimeSpan
 * @typedef {Record<"day" | "start" | "hours" | "minutes" | "fold", HTMLInputElement>} TimeInputs
 * @typedef {HTMLFormControlsCollection & TimeInputs & { site: HTMLSelectElement, port: HTMLSelectElement }} Fields
 */

const DAYS = 2; // a booking may end after midnight
const LONG = 6;
const HOUR = 60 * MINUTE;
const SOON = 5 * MINUTE;

export class TimeFields {
  #form;
  #elements;
  #view;
  #onChange;
  /** @type {number | null} */
  #site = null;
  /** @type {OwnTime | null} */
  #own = null;
  #latest = new LatestRead();
  #showsAll = false;
  /** @type {{ evseId: number | null, start: number, end: number } | null} */
  #refused = null;

  /**
   * The day as it was last read, null before that.
   * @type {DayAvailability | null}
   */
  availability = null;

  /**
   * `onChange()` is called when the time or the availability changes.
   * @param {HTMLFormElement} form
   * @param {() => void} onChange
   */
  constructor(form, onChange) {
    this.#form = form;
    this.#elements = /** @type {Fields} */ (form.elements);
    this.#view = query(form, "[data-picture]");
    this.#onChange = onChange;
    form.addEventListener("click", (event) => this.#onClick(event));
    form.addEventListener("input", ({ target }) => this.#onInput(/** @type {HTMLInputElement} */ (target)));
  }

  /**
   * Set the initial time, RFC 3339 with the site's offset; `own` is a booking whose time counts as free.
   * @param {number} siteId
   * @param {TimeSpan & { own?: OwnTime | null }} time
   */
  async open(siteId, { startAt, endAt, own = null }) {
    this.#site = siteId;
    this.#own = own;
    this.#showsAll = false;
    this.set({ startAt, endAt });
    await this.read();
    this.#elements.fold.checked = this.#starts[1] === Date.parse(startAt);
  }

  /** @param {TimeSpan} times */
  set({ startAt, endAt }) {
    const { wall } = readTime(startAt);
    const length = (Date.parse(endAt) - Date.parse(startAt)) / MINUTE;
    const { day, start, hours, minutes, fold } = this.#elements;
    [day.value, start.value] = [dateOfWall(wall), clockOfWall(wall)];
    [hours.value, minutes.value] = [String(Math.floor(length / 60)), String(length % 60)];
    fold.checked = this.availability?.clock.instantsOf(wall)[1] === Date.parse(startAt);
  }

  /** Fill in an hour from the next five minutes on where nothing was entered yet: for a driver who is there. */
  propose() {
    if (this.#elements.start.value !== "" || !this.availability) return;
    const { clock, now } = this.availability;
    const start = (Math.floor(now / SOON) + 1) * SOON;
    this.set({ startAt: clock.iso(start), endAt: clock.iso(start + HOUR) });
  }

  /** The chosen time as `{start, end, startAt, endAt}`; null while it is invalid. */
  get time() {
    const starts = this.#starts;
    const start = starts[this.#elements.fold.checked ? 1 : 0] ?? starts[0];
    const length = this.#length;
    if (start === undefined || !(length > 0) || this.availability === null) return null;
    const end = start + length * MINUTE;
    const { clock } = this.availability;
    return { start, end, startAt: clock.iso(start), endAt: clock.iso(end) };
  }

  /**
   * The error of the fields; null without one.
   * @returns {[field: string, words: string] | null}
   */
  get fault() {
    if (this.#starts.length === 0)
      return ["startAt", text(this.availability ? "fault-start" : "fault-unread")];
    return this.#length > 0 ? null : ["endAt", text("fault-end")];
  }

  /** Read the availability of the chosen day. */
  read() {
    this.#refused = null;
    const { value: date } = this.#elements.day;
    if (!isDate(date) || this.#site === null) return;
    if (this.availability === null) showState(this.#view, "loading");
    return this.#latest.run(
      readCalendar({ locationId: this.#site, date, days: DAYS }),
      ({ body }) => {
        this.availability = readDayAvailability(body, this.#own);
        showState(this.#view, "ready");
        this.#onChange();
      },
      (error) => {
        fill(this.#view, { reason: errorText(error) });
        showState(this.#view, "error");
        this.#onChange();
      },
    );
  }

  /**
   * Read again after a refusal: on that port, null for each, the chosen time counts as taken, whatever is read.
   * @param {number | null} evseId
   */
  readAfterRefusal(evseId) {
    const { time } = this;
    const reading = this.read();
    this.#refused = time && { evseId, start: time.start, end: time.end };
    return reading;
  }

  /**
   * Discard the availability, for another site.
   * @param {number | null} [siteId]
   */
  forget(siteId = null) {
    this.#latest.cancel();
    this.#site = siteId;
    this.availability = null;
    fill(this.#form, { fit: "" });
    showState(this.#view, siteId === null ? "none" : "loading");
  }

  /** @param {number | null} evseId */
  #isRefused(evseId) {
    const { time } = this;
    const refused = this.#refused;
    return refused?.evseId === evseId && refused.start === time?.start && refused.end === time.end;
  }

  /**
   * Draw the timeline with the chosen time on a port; null for each port that is free then.
   * @param {number | null} evseId
   */
  draw(evseId) {
    const { time, availability } = this;
    query(this.#form, "[data-fold]").hidden = this.#starts.length < 2;
    const fit =
      availability && time && (this.#isRefused(evseId) ? "taken" : fits(availability, evseId, time));
    fill(this.#form, { fit: availability && (fit ? text(`fit-${fit}`) : this.fault?.[1]) });
    for (const part of [slot(this.#form, "fit"), this.#view]) part.dataset.fit = fit ?? "";
    if (!availability) return;
    const ids = availability.ports
      .map((port) => port.evseId)
      .filter((id) => evseId === null || id === evseId);
    const shown = this.#showsAll
      ? availability.ports
      : chosenFirst(availability.ports, evseId).slice(0, LONG);
    const button = query(this.#form, "button[data-all-rows]");
    drawTimeline(query(this.#view, "[data-timeline]"), button, {
      clock: availability.clock,
      date: availability.clock.dateAt(availability.start),
      ports: shown,
      yours: time && {
        ...time,
        evseIds: ids.filter((id) => fits(availability, id, time) === "free" || id === evseId),
      },
      now: availability.now,
      showsAll: true,
    });
    button.hidden = shown.length === availability.ports.length;
    button.textContent = text("all-rows", { count: availability.ports.length });
  }

  get #starts() {
    const { day, start } = this.#elements;
    if (!this.availability || !isDate(day.value) || !/^\d\d:\d\d/.test(start.value)) return [];
    return this.availability.clock.instantsOf(wallOf(day.value, minutesOf(start.value)));
  }

  get #length() {
    const { hours, minutes } = this.#elements;
    return Number(hours.value) * 60 + Number(minutes.value);
  }

  /** @param {HTMLInputElement} field */
  #onInput({ name }) {
    if (name === "day") return this.read();
    if (["start", "hours", "minutes", "fold"].includes(name)) this.#onChange();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = closest(event.target, "button");
    if (button?.dataset.step) return this.step(Number(button.dataset.step));
    if (button?.dataset.action === "retry") return this.read();
    if (button?.matches("[data-all-rows]")) {
      this.#showsAll = true;
      return this.#onChange();
    }
    if (closest(event.target, "[data-timeline]")) this.#take(event);
  }

  /**
   * Start so many minutes later by the site's clock. Resolves when the day is read, if it is another one.
   * @param {number} minutes
   */
  step(minutes) {
    const { day, start } = this.#elements;
    if (!isDate(day.value) || start.value === "") return;
    const before = wallOf(day.value, minutesOf(start.value));
    const wall = before + minutes * MINUTE;
    start.value = clockOfWall(wall);
    day.value = dateOfWall(wall);
    if (Math.floor(wall / DAY) !== Math.floor(before / DAY)) return this.read();
    this.#onChange();
  }

  /**
   * A tap on the timeline chooses the nearest start that fits, and the port of that row.
   * @param {MouseEvent} event
   */
  #take(event) {
    if (this.availability === null) return;
    const { clock, ports, start } = this.availability;
    const date = clock.dateAt(start);
    const starts = startsOfDay({ clock, ports }, date, this.#length || 60);
    const nearest = startAtPointer(event, { clock, date, starts });
    if (!nearest) return;
    this.set({ startAt: clock.iso(nearest.start), endAt: clock.iso(nearest.end) });
    const key = closest(event.target, "[data-key]")?.dataset.key;
    if (key !== undefined) this.#elements.port.value = key;
    this.#onChange();
  }
}

const chosenFirst = (/** @type {PortAvailability[]} */ ports, /** @type {number | null} */ evseId) =>
  sorted(ports, (a, b) => Number(b.evseId === evseId) - Number(a.evseId === evseId));
