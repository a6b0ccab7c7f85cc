// The picture as a grid of ports and hours, drawn by @event-calendar. The library knows no zones, so it is fed with the
// site's wall. It is loaded when a grid is first drawn; what it draws gets our words and names here.

import { isDrawn } from "../../lib/polyfills.js";
import { ApiError } from "../../api/client.js";
import { clone, fill, query, setIcon } from "../../lib/dom.js";
import { MINUTE, offsetText, wallOf } from "../../lib/site-time.js";
import { isOutOfOrder } from "../labels.js";
import { canWrite } from "../role.js";
import { CalendarDragging } from "./drag.js";
import { placeOf } from "./model.js";
import { dayLabel, hourLabel, iconOf, nameOf, rowDetail, rowName, itemText } from "./labels.js";

/**
 * @import { Calendar } from "@event-calendar/core"
 * @import { Acts } from "./drag.js"
 * @import { Item, Picture, Thing } from "./model.js"
 * @typedef {"day" | "week"} SpanName
 * @typedef {{ name: string, detail: string, isBroken: boolean }} RowDetails
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
const SPANS = {
  day: { slotDuration: "00:30:00", slotLabelInterval: "01:00:00", slotWidth: 60, minutes: 30 },
  week: { slotDuration: "01:00:00", slotLabelInterval: "03:00:00", slotWidth: 18, minutes: 60 },
};
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
  #span = SPANS.week;
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
   * Draw items and free windows. `edge`, a wall, is where to scroll to when other days are shown than before.
   * @param {Picture} picture
   * @param {Item[]} items
   * @param {{ span: SpanName, edge: number }} options
   */
  async draw(picture, items, { span, edge }) {
    const calendar = await this.#load();
    const others = `${picture.site.id} ${picture.days[0]} ${span}`;
    this.#picture = picture;
    this.#span = SPANS[span];
    this.#give(calendar, picture, [...items, ...picture.free], others !== this.#shown, span);
    await settled();
    this.#name();
    if (others === this.#shown) return;
    this.#shown = others;
    this.#scrollTo(picture, edge);
  }

  /**
   * Bring a wall to the left edge.
   * @param {Picture} picture
   * @param {number} wall
   */
  #scrollTo(picture, wall) {
    const { slotWidth, minutes } = this.#span;
    const left = ((wall - wallOf(picture.days[0])) / MINUTE / minutes) * slotWidth;
    this.#main.scrollLeft = left;
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
    const days = { day: { days: 1 }, week: { days: 7 } };
    const calendar = createCalendar(this.#box, [ResourceTimeline, Interaction], {
      ...this.drags.options,
      view: "resourceTimelineWeek",
      views: {
        resourceTimelineDay: { ...SPANS.day, duration: days.day },
        resourceTimelineWeek: { ...SPANS.week, duration: days.week },
      },
      headerToolbar: { start: "", center: "", end: "" },
      nowIndicator: true,
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
    return calendar;
  }

  /**
   * Give the library what changed; what stays the same keeps its element, and so the focus.
   * @param {Calendar} calendar
   * @param {Picture} picture
   * @param {Thing[]} things
   * @param {boolean} isOther
   * @param {SpanName} span
   */
  #give(calendar, picture, things, isOther, span) {
    const { clock, days, now, rows } = picture;
    const events = new Map(things.map((thing) => [thing.key, eventOf(picture, thing)]));
    const resources = rows.map((row) => ({
      id: row.id,
      extendedProps: { name: rowName(row), detail: rowDetail(row), isBroken: isOutOfOrder(row.port) },
    }));
    calendar.setOption("timeZone", offsetText(clock.offsetAt(now)));
    if (JSON.stringify(resources) !== this.#resources) calendar.setOption("resources", resources);
    this.#resources = JSON.stringify(resources);
    if (isOther) {
      calendar.setOption("view", span === "day" ? "resourceTimelineDay" : "resourceTimelineWeek");
      calendar.setOption("date", days[0]);
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
    for (const time of this.#box.querySelectorAll("time")) {
      const words = time.dateTime.length === 10 ? dayLabel(time.dateTime) : hourLabel(time.dateTime);
      time.removeAttribute("aria-label");
      if (time.textContent !== words) time.textContent = words;
    }
  }

  #onScroll() {
    clearTimeout(this.#scrolling);
    this.#scrolling = setTimeout(() => {
      if (!isDrawn(this.#box) || !this.#picture) return;
      const { slotWidth, minutes } = this.#span;
      const wall = wallOf(this.#picture.days[0]) + (this.#main.scrollLeft / slotWidth) * minutes * MINUTE;
      this.#acts.onScroll(Math.round(wall / (15 * MINUTE)) * 15 * MINUTE);
    }, SCROLLED);
  }
}

/**
 * @param {Picture} picture
 * @param {Thing} thing
 * @returns {Calendar.EventInput}
 */
function eventOf(picture, thing) {
  const { from, to } = placeOf(picture, thing);
  const row = picture.rows.findIndex(({ id }) => id === thing.rows[0]);
  const item = thing.kind === "free" ? null : thing;
  return {
    id: thing.key,
    resourceIds: thing.rows,
    start: wallText(from),
    end: wallText(to),
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
function rowFace({ name, detail, isBroken }) {
  const face = fill(clone("calendar-row"), { name, detail });
  face.classList.toggle("is-broken", isBroken);
  return face;
}

const wallText = (/** @type {number} */ wall) => new Date(wall).toISOString().slice(0, 19);

/** After the library has drawn. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
