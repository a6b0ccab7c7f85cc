// The picture as a grid of ports and hours, drawn by @event-calendar. The library knows no zones and only days of 24 hours,
// so it is fed with one long day: the time since the first midnight shown (`placeAt`). Its hours, lines and names are ours.
// It is loaded when a grid is first drawn.

import { isDrawn } from "../../lib/polyfills.js";
import { ApiError } from "../../api/client.js";
import { clone, fill, query, setIcon } from "../../lib/dom.js";
import { MINUTE, wallOf } from "../../lib/site-time.js";
import { isOutOfOrder } from "../labels.js";
import { canWrite } from "../role.js";
import { CalendarDragging } from "./drag.js";
import { openTime, placeOf, rowKey, ticksOf, UNKNOWN_ROW } from "./model.js";
import { iconOf, nameOf, rowDetail, rowName, itemText, tickText } from "./labels.js";

/**
 * @import { Calendar } from "@event-calendar/core"
 * @import { Acts } from "./drag.js"
 * @import { Item, Picture, Thing } from "./model.js"
 * @typedef {"day" | "week"} SpanName
 * @typedef {{ id: string, name: string, detail: string, isBroken: boolean }} RowDetails
 * @typedef {object} EventDetails
 * @property {string} name
 * @property {string} words
 * @property {string} icon
 * @property {number} row
 * @property {number} at
 * @property {number} [bookingId]
 */

const SNAP = "00:15:00";
const LONG_PRESS = 500;
const LEAST = { day: 40, week: 6 }; // pixels of an hour
const STEPS = [1, 2, 3, 6, 12]; // hours from one that is named to the next
const NAME = 62; // pixels for the name of an hour
/** @type {(0 | 1 | 2 | 3 | 4 | 5 | 6)[]} */
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const HOUR = 60 * MINUTE;
const READABLE = 28; // pixels: the width of an event at least
const SIDEBAR = 130; // pixels, before it is drawn
const ROLES = "[role]:not(article, [role='none']), aside:not([role])"; // the library's table is none that could be read: a list of names is
const SCROLLED = 250;

export class CalendarGrid {
  #box;
  #acts;
  /** @type {Promise<Calendar> | null} */
  #loading = null;
  /** @type {Picture | null} */
  #picture = null;
  /** @type {Map<string, string>} */
  #drawn = new Map(); // what the library was given, as JSON by key
  #resources = "";
  #shown = "";
  #refit = () => {};
  #hourWidth = 0;
  #shortest = 0;
  #scale = "";
  #scrolling = 0;

  /**
   * @param {HTMLElement} box
   * @param {Acts} acts
   */
  constructor(box, acts) {
    this.#box = box;
    this.#acts = acts;
    this.drags = new CalendarDragging(acts, (key) => this.#itemOf(key));
  }

  /**
   * Draw items and free windows. `edge`, an instant, is where to scroll to when other days are shown than before.
   * @param {Picture} picture
   * @param {Item[]} items
   * @param {{ span: SpanName, edge: number }} options
   */
  async draw(picture, items, { span, edge }) {
    const calendar = await this.#load();
    const others = `${picture.site.id} ${picture.days[0]} ${span}`;
    const things = [...items, ...picture.free];
    this.#picture = picture;
    this.#refit = () => this.#fit(calendar, picture, span);
    this.#refit();
    if (others !== this.#shown) this.#shortest = (READABLE / this.#hourWidth) * HOUR;
    this.#give(calendar, picture, things, others !== this.#shown);
    await settled();
    this.#refit(); // the sidebar's width is known now
    this.#drawScale(picture);
    this.#name();
    if (others === this.#shown) return;
    this.#shown = others;
    this.#main.scrollLeft = this.#xOf(picture, edge);
  }

  /**
   * Make the hours as wide as the room allows: the opening hours of a day, or all days of a week.
   * @param {Calendar} calendar
   * @param {Picture} picture
   * @param {SpanName} span
   */
  #fit(calendar, picture, span) {
    const { start, end } = span === "day" ? openTime(picture) : picture;
    const main = this.#box.querySelector(".ec-main");
    const sidebar = this.#box.querySelector(".ec-body .ec-sidebar")?.offsetWidth ?? SIDEBAR;
    const room = (main ?? this.#box).clientWidth - sidebar;
    const fitting = Math.floor((room / ((end - start) / HOUR)) * 100) / 100;
    const width = Math.max(LEAST[span], fitting);
    if (width !== this.#hourWidth) calendar.setOption("slotWidth", width);
    this.#hourWidth = width;
  }

  /**
   * Pixels from the first midnight to an instant.
   * @param {Picture} picture
   * @param {number} instant
   */
  #xOf({ start }, instant) {
    return ((instant - start) / HOUR) * this.#hourWidth;
  }

  /**
   * Name the hours by the site's clock, and draw their lines, the time that is past, and now.
   * @param {Picture} picture
   */
  #drawScale(picture) {
    const { start, end, now } = picture;
    const step = STEPS.find((hours) => hours * this.#hourWidth >= NAME) ?? 24;
    const ticks = ticksOf(picture, step).map((tick) => ({
      x: this.#xOf(picture, tick.at),
      isDay: tick.date !== undefined,
      width: tick.isRepeated ? this.#hourWidth : null,
      words: tickText(picture, tick),
    }));
    const past = this.#xOf(picture, Math.min(Math.max(now, start), end));
    const isNow = start <= now && now < end;
    const scale = JSON.stringify([ticks, past, isNow]);
    const header = query(this.#box, ".ec-header .ec-grid");
    const isThere = header.querySelector(".calendar-scale") !== null;
    if (scale === this.#scale && isThere) return;
    this.#scale = scale;
    header.querySelector(".calendar-scale")?.remove();
    header.append(scaleOf(ticks));
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
        this.#loading = null; // to be tried again
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
      eventDidMount: ({ event, el }) => drawThing(event, el),
      resourceLabelContent: ({ resource }) => ({
        domNodes: [rowFace(/** @type {RowDetails} */ (resource.extendedProps))],
      }),
    });
    this.drags.attach(calendar);
    this.#box.addEventListener("scroll", () => this.#onScroll(), { capture: true, passive: true });
    new MutationObserver(() => this.#name()).observe(this.#box, { childList: true, subtree: true });
    new ResizeObserver(() => this.#onResize()).observe(this.#box);
    return calendar;
  }

  /**
   * Give the library what changed; what stays the same keeps its element, and so the focus.
   * @param {Calendar} calendar
   * @param {Picture} picture
   * @param {Thing[]} things
   * @param {boolean} isOther
   */
  #give(calendar, picture, things, isOther) {
    const { days, start, end, rows } = picture;
    const events = new Map(things.map((thing) => [thing.key, eventOf(picture, thing, this.#shortest)]));
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
    if (isOther) {
      calendar.setOption("hiddenDays", []); // else the day to show may be one of them for a moment
      calendar.setOption("date", days[0]);
      calendar.setOption("hiddenDays", othersThan(days[0])); // a day of more than 24 hours would have them shown
      calendar.setOption("slotMaxTime", { seconds: (end - start) / 1000 });
      calendar.setOption("events", [...events.values()]);
      this.#drawn = new Map([...events].map(([key, event]) => [key, JSON.stringify(event)]));
      return;
    }
    for (const drawnKey of [...this.#drawn.keys()].filter((key) => !events.has(key))) {
      calendar.removeEventById(drawnKey);
      this.#drawn.delete(drawnKey);
    }
    for (const [key, event] of events) this.#put(calendar, key, event);
  }

  /**
   * @param {Calendar} calendar
   * @param {string} key
   * @param {Calendar.EventInput} event
   */
  #put(calendar, key, event) {
    const json = JSON.stringify(event);
    if (this.#drawn.get(key) === json) return;
    if (this.#drawn.has(key)) calendar.updateEvent(event);
    else calendar.addEvent(event);
    this.#drawn.set(key, json);
  }

  /** @param {string} key */
  #itemOf(key) {
    return this.#picture?.items.find((item) => item.key === key);
  }

  /** The library's own roles and labels make way for ours. */
  #name() {
    for (const element of this.#box.querySelectorAll(ROLES)) {
      element.setAttribute("role", "none");
      element.removeAttribute("aria-colindex");
    }
    for (const time of this.#box.querySelectorAll("time[aria-label]")) time.removeAttribute("aria-label");
  }

  #onResize() {
    if (!this.#picture || this.#shown === "" || !isDrawn(this.#box) || this.drags.isOpen) return;
    this.#refit();
    this.#drawScale(this.#picture);
  }

  #onScroll() {
    clearTimeout(this.#scrolling);
    this.#scrolling = setTimeout(() => {
      if (!isDrawn(this.#box) || !this.#picture) return;
      const instant = this.#picture.start + (this.#main.scrollLeft / this.#hourWidth) * HOUR;
      this.#acts.onScroll(Math.round(instant / (15 * MINUTE)) * 15 * MINUTE);
    }, SCROLLED);
  }
}

/**
 * @param {Picture} picture
 * @param {Thing} thing
 * @param {number} shortest
 * @returns {Calendar.EventInput}
 */
function eventOf(picture, thing, shortest) {
  const { from, to } = placeOf(picture, thing, thing.kind === "free" ? 0 : shortest);
  const row = picture.rows.findIndex(({ id }) => id === thing.rows[0]);
  const item = thing.kind === "free" ? null : thing;
  return {
    id: thing.key,
    resourceIds: thing.rows,
    start: placeText(from),
    end: placeText(to),
    display: item ? "auto" : "background",
    editable: Boolean(item?.isMovable) && canWrite(),
    classNames: [
      "calendar-thing",
      `calendar-${thing.kind}`,
      ...(item ? [`is-${item.status}`] : []),
      ...(item?.isLeaving || item?.isMoving ? ["is-changing"] : []),
      ...(item?.isBroken ? ["is-broken"] : []),
    ],
    extendedProps: {
      row,
      at: thing.start,
      bookingId: item?.bookingId,
      name: nameOf(picture, thing),
      words: itemText(picture, thing),
      icon: item ? iconOf(item) : "",
    },
  };
}

/** What `eventOf` told of an event; of one that the library made itself, such as a span being chosen, nothing. */
const detailsOf = (/** @type {Calendar.Event} */ { extendedProps }) =>
  /** @type {EventDetails} */ (extendedProps);

/**
 * Put what can be focused and pressed into the library's element. While it is dragged it is a picture only.
 * @param {Calendar.Event} event
 * @param {HTMLElement} element
 */
function drawThing(event, element) {
  const { name, words, icon, bookingId } = detailsOf(event);
  element.setAttribute("role", "none");
  if (name === undefined) return;
  const button = fill(clone("calendar-event"), { words });
  if (icon) setIcon(query(button, "svg"), icon);
  if (String(event.display) === "preview") return element.append(...button.children);
  Object.assign(button.dataset, { key: event.id, ...(bookingId !== undefined && { booking: bookingId }) });
  button.ariaLabel = name;
  button.title = name;
  element.append(button);
}

/** @param {RowDetails} row */
function rowFace({ id, name, detail, isBroken }) {
  const face = fill(clone("calendar-row"), { name, detail });
  const button = query(face, "button");
  button.tabIndex = -1;
  if (id === UNKNOWN_ROW) button.disabled = true;
  else button.dataset.key = rowKey(id);
  face.classList.toggle("is-broken", isBroken);
  return face;
}

/** The days of the week but that of a date. */
function othersThan(/** @type {string} */ date) {
  const weekday = new Date(wallOf(date)).getUTCDay();
  return WEEKDAYS.filter((day) => day !== weekday);
}

const placeText = (/** @type {number} */ place) => new Date(place).toISOString().slice(0, 19);

/** The names of the hours, and above them those of the days, each at its place. */
function scaleOf(/** @type {{ x: number, isDay: boolean, width: number | null, words: string }[]} */ ticks) {
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

/** After the library has drawn. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
