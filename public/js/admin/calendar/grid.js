// The calendar as a grid of ports and hours, drawn by @event-calendar. The library has no time zones and only days of 24
// hours, so it gets one long day: the time since the first midnight shown (`positionAt`). The hour lines, the labels of
// hours and the accessible names are ours. The library is loaded when a grid is first drawn.

import { isDrawn } from "../../lib/polyfills.js";
import { ApiError } from "../../api/client.js";
import { clone, fill, query, setIcon } from "../../lib/dom.js";
import { MINUTE, wallOf } from "../../lib/site-time.js";
import { isOutOfOrder } from "../labels.js";
import { canWrite } from "../role.js";
import { CalendarDragging } from "./drag.js";
import { openTime, positionOf, rowKey, ticksOf, timeToNext, UNKNOWN_ROW } from "./model.js";
import { iconOf, accessibleName, rowDetail, rowName, itemText, tickText } from "./labels.js";

/**
 * @import { Calendar } from "@event-calendar/core"
 * @import { GridCallbacks } from "./drag.js"
 * @import { Item, CalendarData, Entry } from "./model.js"
 * @typedef {"day" | "week"} SpanName
 * @typedef {{ id: string, name: string, detail: string, isBroken: boolean }} RowDetails
 * @typedef {object} EventDetails
 * @property {string} name
 * @property {string} words
 * @property {string} icon
 * @property {number} row
 * @property {number} at
 * @property {number} share The part of its width that is its time.
 * @property {number} [bookingId]
 */

const SNAP = "00:15:00";
const LONG_PRESS = 500;
const MIN_HOUR_WIDTH = { day: 40, week: 6 }; // pixels per hour
const HOUR_STEPS = [1, 2, 3, 6, 12]; // between labeled hours
const HOUR_NAME_WIDTH = 62; // pixels
/** @type {(0 | 1 | 2 | 3 | 4 | 5 | 6)[]} */
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const HOUR = 60 * MINUTE;
const MIN_EVENT_WIDTH = 46; // pixels: two lines of a first name
const NAME_WIDTH = 88; // pixels: of a whole name, for an event with so much time before the next one
const EVENT_GAP = 2; // pixels
const SIDEBAR_WIDTH = 130; // pixels, before it is drawn
const LIBRARY_ROLES = "[role]:not(article, [role='none']), aside:not([role])"; // the library's roles make a table that cannot be read aloud
const SCROLL_DELAY = 250;

export class CalendarGrid {
  #box;
  #callbacks;
  /** @type {Promise<Calendar> | null} */
  #loading = null;
  /** @type {CalendarData | null} */
  #data = null;
  /** @type {Map<string, string>} */
  #drawn = new Map(); // the events in the library, as JSON by key
  #resources = "";
  #shownRange = "";
  #refit = () => {};
  #hourWidth = 0;
  #pixel = 0; // milliseconds
  #scale = "";
  #scrolling = 0;

  /**
   * @param {HTMLElement} box
   * @param {GridCallbacks} callbacks
   */
  constructor(box, callbacks) {
    this.#box = box;
    this.#callbacks = callbacks;
    this.drags = new CalendarDragging(callbacks, (key) => this.#itemOf(key));
  }

  /**
   * Draw items and free windows. `edge` is the instant to scroll to if the site, the days or the span changed; with
   * `showsNow` further, if now would be off the screen there.
   * @param {CalendarData} data
   * @param {Item[]} items
   * @param {{ span: SpanName, edge: number, showsNow: boolean }} options
   */
  async draw(data, items, { span, edge, showsNow }) {
    const calendar = await this.#load();
    const range = `${data.site.id} ${data.days[0]} ${span}`;
    const entries = [...items, ...data.free];
    this.#data = data;
    this.#refit = () => this.#fit(calendar, data, span);
    this.#refit();
    if (range !== this.#shownRange) this.#pixel = HOUR / this.#hourWidth;
    this.#update(calendar, data, entries, range !== this.#shownRange);
    await rendered();
    this.#refit(); // the sidebar's width is known now
    this.#drawScale(data);
    this.#removeRoles();
    if (range === this.#shownRange) return;
    this.#shownRange = range;
    this.#main.scrollLeft = this.#xOf(data, edge);
    const { start, end, now } = data;
    const isOff = this.#xOf(data, now) > this.#main.scrollLeft + this.#shownWidth;
    if (showsNow && start <= now && now < end && isOff) this.#main.scrollLeft = this.#xOf(data, now - HOUR);
  }

  /**
   * Fit the opening hours of a day, or all days of a week, to the width of the grid.
   * @param {Calendar} calendar
   * @param {CalendarData} data
   * @param {SpanName} span
   */
  #fit(calendar, data, span) {
    const { start, end } = span === "day" ? openTime(data) : data;
    const fitting = Math.floor((this.#shownWidth / ((end - start) / HOUR)) * 100) / 100;
    const width = Math.max(MIN_HOUR_WIDTH[span], fitting);
    if (width !== this.#hourWidth) calendar.setOption("slotWidth", width);
    this.#hourWidth = width;
  }

  /** The width for the hours: all but the names of the ports. */
  get #shownWidth() {
    const main = this.#box.querySelector(".ec-main");
    const sidebar = this.#box.querySelector(".ec-body .ec-sidebar")?.offsetWidth ?? SIDEBAR_WIDTH;
    return (main ?? this.#box).clientWidth - sidebar;
  }

  /**
   * Pixels from the first midnight to an instant.
   * @param {CalendarData} data
   * @param {number} instant
   */
  #xOf({ start }, instant) {
    return ((instant - start) / HOUR) * this.#hourWidth;
  }

  /**
   * Draw the scale: hours of the site's clock with their lines, the past, and now.
   * @param {CalendarData} data
   */
  #drawScale(data) {
    const { start, end, now } = data;
    const step = HOUR_STEPS.find((hours) => hours * this.#hourWidth >= HOUR_NAME_WIDTH) ?? 24;
    const ticks = ticksOf(data, step).map((tick) => ({
      x: this.#xOf(data, tick.at),
      isDay: tick.date !== undefined,
      width: tick.isRepeated ? this.#hourWidth : null,
      words: tickText(data, tick),
    }));
    const past = this.#xOf(data, Math.min(Math.max(now, start), end));
    const isNow = start <= now && now < end;
    const scale = JSON.stringify([ticks, past, isNow]);
    const header = query(this.#box, ".ec-header .ec-grid");
    const isPresent = header.querySelector(".calendar-scale") !== null;
    if (scale === this.#scale && isPresent) return;
    this.#scale = scale;
    header.querySelector(".calendar-scale")?.remove();
    header.append(createScale(ticks));
    const lines = ticks.flatMap(({ x }) => [
      `transparent ${x - 1}px`,
      `var(--line) ${x - 1}px`,
      `var(--line) ${x}px`,
      `transparent ${x}px`,
    ]);
    this.#box.style.setProperty("--lines", `linear-gradient(90deg, ${lines.join(", ")})`);
    this.#box.style.setProperty("--past", `${past}px`);
    this.#box.classList.toggle("has-now", isNow);
  }

  /** @param {string} key */
  elementOf(key) {
    return this.#box.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  get #main() {
    return query(this.#box, ".ec-main");
  }

  #load() {
    this.#loading ??= import("../../vendor/event-calendar.js").then(
      (library) => this.#create(library),
      () => {
        this.#loading = null; // the next draw tries again
        throw new ApiError("network");
      },
    );
    return this.#loading;
  }

  /**
   * @param {typeof import("../../vendor/event-calendar.js")} library
   * @returns {Calendar}
   */
  #create({ createCalendar, Interaction, ResourceTimeline }) {
    const calendar = createCalendar(this.#box, [ResourceTimeline, Interaction], {
      ...this.drags.options,
      view: "resourceTimelineDay",
      timeZone: "UTC",
      slotDuration: "01:00:00",
      slotWidth: this.#hourWidth,
      headerToolbar: { start: "", center: "", end: "" },
      nowIndicator: false,
      snapDuration: SNAP,
      longPressDelay: LONG_PRESS,
      slotLabelFormat: () => "",
      dayHeaderFormat: () => "",
      eventOrder: (one, other) => {
        const [a, b] = [one, other].map(detailsOf);
        return a.row - b.row || a.at - b.at;
      },
      eventContent: () => "",
      eventDidMount: ({ event, el }) => drawEntry(event, el),
      resourceLabelContent: ({ resource }) => ({
        domNodes: [createRowLabel(/** @type {RowDetails} */ (resource.extendedProps))],
      }),
    });
    this.drags.attach(calendar);
    this.#box.addEventListener("scroll", () => this.#onScroll(), { capture: true, passive: true });
    new MutationObserver(() => this.#removeRoles()).observe(this.#box, { childList: true, subtree: true });
    new ResizeObserver(() => this.#onResize()).observe(this.#box);
    return calendar;
  }

  /**
   * Update the library's resources and events. An unchanged one keeps its element, and so the focus.
   * @param {Calendar} calendar
   * @param {CalendarData} data
   * @param {Entry[]} entries
   * @param {boolean} isOtherRange
   */
  #update(calendar, data, entries, isOtherRange) {
    const { days, start, end, rows } = data;
    const toNext = timeToNext(entries.filter(({ kind }) => kind !== "free"));
    const events = new Map(
      entries.map((entry) => [entry.key, eventOf(data, entry, this.#minDurationOf(entry, toNext, end))]),
    );
    const resources = rows.map((row) => ({
      id: row.id,
      extendedProps: {
        id: row.id,
        name: rowName(row),
        detail: rowDetail(row),
        isBroken: isOutOfOrder(row.port),
      },
    }));
    if (JSON.stringify(resources) !== this.#resources) calendar.setOption("resources", resources);
    this.#resources = JSON.stringify(resources);
    if (isOtherRange) {
      calendar.setOption("hiddenDays", []); // otherwise the new day may be hidden for a moment
      calendar.setOption("date", days[0]);
      calendar.setOption("hiddenDays", otherWeekdays(days[0])); // otherwise a day of more than 24 hours shows them too
      calendar.setOption("slotMaxTime", { seconds: (end - start) / 1000 });
      calendar.setOption("events", [...events.values()]);
      this.#drawn = new Map([...events].map(([key, event]) => [key, JSON.stringify(event)]));
      return;
    }
    for (const drawnKey of [...this.#drawn.keys()].filter((key) => !events.has(key))) {
      calendar.removeEventById(drawnKey);
      this.#drawn.delete(drawnKey);
    }
    for (const [key, event] of events) this.#updateEvent(calendar, key, event);
  }

  /**
   * The duration as which an entry is drawn at least: a name's width if the next one and the end leave the time.
   * @param {Entry} entry
   * @param {Map<string, number>} toNext
   * @param {number} end
   */
  #minDurationOf({ key, start }, toNext, end) {
    const free = Math.min((toNext.get(key) ?? 0) - EVENT_GAP * this.#pixel, end - start);
    return Math.max(MIN_EVENT_WIDTH * this.#pixel, Math.min(NAME_WIDTH * this.#pixel, free));
  }

  /**
   * @param {Calendar} calendar
   * @param {string} key
   * @param {Calendar.EventInput} event
   */
  #updateEvent(calendar, key, event) {
    const json = JSON.stringify(event);
    if (this.#drawn.get(key) === json) return;
    if (this.#drawn.has(key)) calendar.updateEvent(event);
    else calendar.addEvent(event);
    this.#drawn.set(key, json);
  }

  /** @param {string} key */
  #itemOf(key) {
    return this.#data?.items.find((item) => item.key === key);
  }

  /** Remove the library's roles and labels; ours are on the elements inside. */
  #removeRoles() {
    for (const element of this.#box.querySelectorAll(LIBRARY_ROLES)) {
      element.setAttribute("role", "none");
      element.removeAttribute("aria-colindex");
    }
    for (const time of this.#box.querySelectorAll("time[aria-label]")) time.removeAttribute("aria-label");
  }

  #onResize() {
    if (!this.#data || this.#shownRange === "" || !isDrawn(this.#box) || this.drags.isOpen) return;
    this.#refit();
    this.#drawScale(this.#data);
  }

  #onScroll() {
    clearTimeout(this.#scrolling);
    this.#scrolling = setTimeout(() => {
      if (!isDrawn(this.#box) || !this.#data) return;
      const instant = this.#data.start + (this.#main.scrollLeft / this.#hourWidth) * HOUR;
      this.#callbacks.onScroll(Math.round(instant / (15 * MINUTE)) * 15 * MINUTE);
    }, SCROLL_DELAY);
  }
}

/**
 * @param {CalendarData} data
 * @param {Entry} entry
 * @param {number} shortest
 * @returns {Calendar.EventInput}
 */
function eventOf(data, entry, shortest) {
  const { from, to } = positionOf(data, entry, entry.kind === "free" ? 0 : shortest);
  const share = (entry.end - entry.start) / (to - from);
  const row = data.rows.findIndex(({ id }) => id === entry.rows[0]);
  const item = entry.kind === "free" ? null : entry;
  return {
    id: entry.key,
    resourceIds: entry.rows,
    start: positionText(from),
    end: positionText(to),
    display: item ? "auto" : "background",
    editable: Boolean(item?.isMovable) && canWrite(),
    classNames: [
      "calendar-thing",
      `calendar-${entry.kind}`,
      ...(item ? [`is-${item.status}`] : []),
      ...(item?.isCanceling || item?.isMoving ? ["is-changing"] : []),
      ...(item?.isBroken ? ["is-broken"] : []),
      ...(item && share < 1 ? ["is-short"] : []),
    ],
    extendedProps: {
      row,
      at: entry.start,
      share,
      bookingId: item?.bookingId,
      name: accessibleName(data, entry),
      words: itemText(data, entry),
      icon: item ? iconOf(item) : "",
    },
  };
}

/** The details that `eventOf` stored; none for an event of the library itself, such as the selection. */
const detailsOf = (/** @type {Calendar.Event} */ { extendedProps }) =>
  /** @type {EventDetails} */ (extendedProps);

/**
 * Add the button of an entry to the library's element; for the preview of a drag only its content.
 * @param {Calendar.Event} event
 * @param {HTMLElement} element
 */
function drawEntry(event, element) {
  const { name, words, icon, share, bookingId } = detailsOf(event);
  element.setAttribute("role", "none");
  if (name === undefined) return;
  const button = fill(clone("calendar-event"), { words });
  if (icon) setIcon(query(button, "svg"), icon);
  if (String(event.display) === "preview") return element.append(...button.children);
  Object.assign(button.dataset, { key: event.id, ...(bookingId !== undefined && { booking: bookingId }) });
  button.style.setProperty("--share", String(share));
  button.ariaLabel = name;
  button.title = name;
  element.append(button);
}

/** @param {RowDetails} row */
function createRowLabel({ id, name, detail, isBroken }) {
  const label = fill(clone("calendar-row"), { name, detail });
  const button = query(label, "button");
  button.tabIndex = -1;
  if (id === UNKNOWN_ROW) button.disabled = true;
  else button.dataset.key = rowKey(id);
  label.classList.toggle("is-broken", isBroken);
  return label;
}

/** All days of the week except that of a date. */
function otherWeekdays(/** @type {string} */ date) {
  const weekday = new Date(wallOf(date)).getUTCDay();
  return WEEKDAYS.filter((day) => day !== weekday);
}

const positionText = (/** @type {number} */ position) => new Date(position).toISOString().slice(0, 19);

/** The labels of the hours, and above them those of the days, each at its position. */
function createScale(
  /** @type {{ x: number, isDay: boolean, width: number | null, words: string }[]} */ ticks,
) {
  const scale = document.createElement("div");
  scale.className = "calendar-scale";
  for (const { x, isDay, width, words } of ticks) {
    const name = document.createElement("span");
    name.className = isDay ? "calendar-scale-day" : "calendar-scale-hour";
    name.textContent = words;
    name.style.insetInlineStart = `${x}px`;
    name.classList.toggle("is-repeated", width !== null);
    if (width !== null) name.style.inlineSize = `${width}px`;
    scale.append(name);
  }
  return scale;
}

/** Resolves after the library has rendered. */
const rendered = () => new Promise((resolve) => setTimeout(resolve));
