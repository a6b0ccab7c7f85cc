// The picture as a grid of ports and hours, drawn by @event-calendar. The library knows no zones, so it is fed with the
// site's wall. It is loaded when a grid is first drawn; what it draws gets our words and names here.

import { isDrawn } from "../../lib/polyfills.js";
import { ApiError } from "../../api/client.js";
import { clone, fill, setIcon } from "../../lib/dom.js";
import { MINUTE, offsetText, wallOf } from "../../lib/site-time.js";
import { isOutOfOrder } from "../labels.js";
import { CalendarDragging } from "./drag.js";
import { placeOf } from "./model.js";
import { dayLabel, hourLabel, iconOf, nameOf, rowDetail, rowName, wordsOf } from "./labels.js";

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
  #calendar = null;
  #loading = null;
  #picture = null;
  #drawn = new Map(); // what the library was given, as JSON by key
  #resources = "";
  #shown = "";
  #span = SPANS.week;
  #scrolling = null;

  /** `acts`: `onDrag(item, change)` and `onChoose(cells)` resolve when decided, `onScroll(wall)`. */
  constructor(box, acts) {
    this.#box = box;
    this.#acts = acts;
    this.drags = new CalendarDragging(acts, (key) => this.#itemOf(key));
  }

  /** Draw items and free windows. `edge`, a wall, is where to scroll to when other days are shown than before. */
  async draw(picture, items, { span, edge }) {
    await this.#load();
    const others = `${picture.site.id} ${picture.days[0]} ${span}`;
    this.#picture = picture;
    this.#span = SPANS[span];
    this.#give(picture, [...items, ...picture.free], others !== this.#shown, span);
    await settled();
    this.#name();
    if (others === this.#shown) return;
    this.#shown = others;
    this.scrollTo(edge);
  }

  /** Bring a wall to the left edge. */
  scrollTo(wall) {
    const { slotWidth, minutes } = this.#span;
    const left = ((wall - wallOf(this.#picture.days[0])) / MINUTE / minutes) * slotWidth;
    this.#main.scrollLeft = left;
  }

  elementOf(key) {
    return this.#box.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  get #main() {
    return this.#box.querySelector(".ec-main");
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

  #create({ createCalendar, Interaction, ResourceTimeline }) {
    const days = { day: { days: 1 }, week: { days: 7 } };
    this.#calendar = createCalendar(this.#box, [ResourceTimeline, Interaction], {
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
      eventOrder: ({ extendedProps: a }, { extendedProps: b }) => a.row - b.row || a.at - b.at,
      eventContent: () => "",
      eventDidMount: ({ event, el }) => drawThing(event, el),
      resourceLabelContent: ({ resource }) => ({ domNodes: [rowFace(resource.extendedProps)] }),
    });
    this.drags.attach(this.#calendar);
    this.#box.addEventListener("scroll", () => this.#onScroll(), { capture: true, passive: true });
    new MutationObserver(() => this.#name()).observe(this.#box, { childList: true, subtree: true });
  }

  /** Give the library what changed; what stays the same keeps its element, and so the focus. */
  #give(picture, things, isOther, span) {
    const calendar = this.#calendar;
    const { clock, days, now, rows } = picture;
    const events = new Map(things.map((thing) => [thing.key, this.#eventOf(thing)]));
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
    for (const key of [...this.#drawn.keys()].filter((key) => !events.has(key))) this.#remove(key);
    for (const [key, event] of events) this.#put(key, event);
  }

  #put(key, event) {
    const json = JSON.stringify(event);
    if (this.#drawn.get(key) === json) return;
    if (this.#drawn.has(key)) this.#calendar.updateEvent(event);
    else this.#calendar.addEvent(event);
    this.#drawn.set(key, json);
  }

  #remove(key) {
    this.#calendar.removeEventById(key);
    this.#drawn.delete(key);
  }

  #eventOf(thing) {
    const { from, to } = placeOf(this.#picture, thing);
    const row = this.#picture.rows.findIndex(({ id }) => id === thing.rows[0]);
    const isFree = thing.kind === "free";
    return {
      id: thing.key,
      resourceIds: thing.rows,
      start: wallText(from),
      end: wallText(to),
      display: isFree ? "background" : "auto",
      editable: Boolean(thing.isMovable),
      classNames: [
        "calendar-thing",
        `calendar-${thing.kind}`,
        ...(isFree ? [] : [`is-${thing.status}`]),
        ...(thing.isLeaving || thing.isMoving ? ["is-changing"] : []),
        ...(thing.isBroken ? ["is-broken"] : []),
      ],
      extendedProps: {
        row,
        at: thing.start,
        bookingId: thing.bookingId,
        name: nameOf(this.#picture, thing),
        words: wordsOf(this.#picture, thing),
        icon: isFree ? "" : iconOf(thing),
      },
    };
  }

  #itemOf(key) {
    return this.#picture.items.find((item) => item.key === key);
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
      if (!isDrawn(this.#box)) return;
      const { slotWidth, minutes } = this.#span;
      const wall = wallOf(this.#picture.days[0]) + (this.#main.scrollLeft / slotWidth) * minutes * MINUTE;
      this.#acts.onScroll(Math.round(wall / (15 * MINUTE)) * 15 * MINUTE);
    }, SCROLLED);
  }
}

/** Put what can be focused and pressed into the library's element. While it is dragged it is a picture only. */
function drawThing({ id, display, extendedProps: { name, words, icon, bookingId } }, element) {
  element.setAttribute("role", "none");
  if (name === undefined) return;
  const button = fill(clone("calendar-event"), { words });
  if (icon) setIcon(button.querySelector("svg"), icon);
  if (display === "preview") return element.append(...button.children);
  Object.assign(button.dataset, { key: id, ...(bookingId !== undefined && { booking: bookingId }) });
  button.ariaLabel = name;
  button.title = name;
  element.append(button);
}

function rowFace({ name, detail, isBroken }) {
  const face = fill(clone("calendar-row"), { name, detail });
  face.classList.toggle("is-broken", isBroken);
  return face;
}

const wallText = (wall) => new Date(wall).toISOString().slice(0, 19);

/** After the library has drawn. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
