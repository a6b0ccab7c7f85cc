// The calendar of one site, a day or a week of all its ports, as a grid or as a table.

import { ApiError } from "../../api/client.js";
import { readCalendar } from "../../api/admin-client.js";
import { agoText } from "../../lib/format.js";
import { shortcutKey } from "../shortcuts.js";
import { closest, fill, query, say, showState, showError } from "../../lib/dom.js";
import { plural, text } from "../../lib/i18n.js";
import { signsUrl } from "../../sites/sign-links.js";
import { addDays, isDate } from "../../lib/site-time.js";
import { canWrite } from "../role.js";
import { readState } from "../url-state.js";
import { CalendarGrid } from "./grid.js";
import { CalendarKeyboard } from "./keyboard.js";
import {
  edgeText,
  leftEdge,
  portOfKey,
  readCalendarPicture,
  rowKey,
  shownOf,
  UNKNOWN_ROW,
  withMove,
} from "./model.js";
import { chosen, firstHour, moved } from "./proposal.js";
import { drawCalendarTable } from "./table.js";
import { changesText, daysText, nameOf, rowName, zoneAt } from "./labels.js";

/**
 * @import { SpanName } from "./grid.js"
 * @import { Item, Picture } from "./model.js"
 * @import { Cells } from "./drag.js"
 * @import { Change, ProposedSpan, Refused } from "./proposal.js"
 * @import { State } from "../url-state.js"
 * @typedef {{ startAt: string, endAt: string, evseId?: number }} Proposal
 * @typedef {object} Page The page of pages/admin.js: it owns the address, the panel and the dialogs.
 * @property {(changes: Partial<State>) => unknown} go
 * @property {(at: string) => void} saveScrollPosition
 * @property {(id: number) => unknown} openBooking
 * @property {(proposal: Proposal & { booking: number }) => Promise<boolean>} openMove
 * @property {(proposal: Proposal & { site: number | null }) => Promise<boolean>} openCreate
 * @property {(place: { site: number, evseId: number }) => unknown} openPort
 * @typedef {HTMLFormControlsCollection & { cancelled: HTMLInputElement } & Record<
 *   "calendar-site" | "calendar-day" | "calendar-span" | "calendar-as", HTMLInputElement | HTMLSelectElement>} Fields
 */

/** @type {Record<string, number>} */
const DAYS = { day: 1, week: 7 };

/** The view, for `LazyView`. */
export const mount = (/** @type {HTMLElement} */ element, /** @type {Page} */ page) =>
  new CalendarView(element, page);

class CalendarView {
  #view;
  #page;
  #bar;
  #grid;
  #keys;
  #state = readState("");
  /** @type {Picture | null} */
  #picture = null;
  #readAt = 0;
  #turn = 0;

  /**
   * @param {HTMLElement} view
   * @param {Page} page
   */
  constructor(view, page) {
    this.#view = view;
    this.#page = page;
    this.#bar = query(view, "form");
    const box = query(view, "[data-grid]");
    this.#grid = new CalendarGrid(box, {
      onDrag: (item, change) => this.#move(item, change),
      onChoose: (cells) => this.#choose(cells),
      onDecided: () => this.#draw(),
      onScroll: (instant) => this.#picture && this.#page.saveScrollPosition(edgeText(this.#picture, instant)),
    });
    this.#keys = new CalendarKeyboard(box, {
      elementOf: (key) => this.#grid.elementOf(key),
      onEnter: (key) => this.#enter(key),
    });
    this.#bar.addEventListener("change", ({ target }) =>
      this.#onChange(/** @type {HTMLInputElement} */ (target)),
    );
    this.#bar.addEventListener("submit", (event) => event.preventDefault());
    view.addEventListener("click", ({ target }) => this.#onClick(closest(target, "button")));
    view.addEventListener("keydown", (event) => shortcutKey(event) === "v" && this.#turnOver());
  }

  // What the page asks for

  /** @param {State} state */
  async show(state) {
    const isSame = this.#picture !== null && sameDays(state, this.#state);
    this.#state = state;
    this.#drawBar();
    if (state.site === null) return showState(this.#view, "choose");
    if (isSame) return this.#draw();
    this.#picture = null;
    showState(this.#view, "loading");
    await this.#reading(
      () => this.#read(),
      (error) => showError(this.#view, error, () => this.show(this.#state)),
    );
  }

  /** What is old stays, and is called old, while it cannot be read again. */
  async refresh() {
    if (this.#picture === null) return;
    await this.#reading(
      () => this.#read(),
      () =>
        say("calendar-stale", text("calendar-stale", { when: agoText((Date.now() - this.#readAt) / 1000) })),
    );
  }

  today() {
    this.#page.go({ day: null, at: null });
  }

  hide() {
    this.#turn += 1;
  }

  /** The bookings of the days shown. */
  get loaded() {
    const { items = [], clock, timezone } = this.#picture ?? {};
    return items.flatMap(({ kind, bookingId: id, driver, start, end }) =>
      kind === "booking" && id !== undefined && clock
        ? [{ id, driver, timezone, startAt: clock.iso(start), endAt: clock.iso(end) }]
        : [],
    );
  }

  // Reading

  async #read() {
    const { site, day, span } = this.#state;
    if (site === null) return;
    this.#turn += 1;
    const turn = this.#turn;
    const { body } = await readCalendar({ locationId: site, days: DAYS[span], ...(day && { date: day }) });
    if (turn !== this.#turn) return; // overtaken
    this.#picture = readCalendarPicture(body);
    this.#readAt = Date.now();
    say("calendar-stale", "");
    await this.#draw();
  }

  /**
   * @param {() => Promise<void>} act
   * @param {(error: ApiError) => unknown} explain
   */
  async #reading(act, explain) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.type !== "unauthorized") explain(error);
    }
  }

  // Drawing

  async #draw() {
    if (this.#picture === null || this.#grid.drags.isOpen) return;
    const { span, as, at } = this.#state;
    const picture = this.#picture;
    const items = shownOf(picture, this.#fields.cancelled.checked);
    this.#drawBar();
    this.#drawHead(picture, items);
    if (picture.rows.length === 0) return showState(this.#view, "empty");
    showState(this.#view, "ready");
    for (const part of this.#view.querySelectorAll("[data-as]")) part.hidden = part.dataset.as !== as;
    const openBooking = (/** @type {number} */ bookingId) => this.#page.openBooking(bookingId);
    drawCalendarTable(query(this.#view, "tbody"), picture, items, openBooking);
    if (as !== "grid") return;
    this.#keys.hold();
    await this.#grid.draw(picture, items, {
      span: /** @type {SpanName} */ (span),
      edge: leftEdge(picture, at),
    });
    const stops = stopsOf(picture, items);
    const first =
      items.find(({ end }) => end > picture.now) ?? stops.flat().find(({ key }) => portOfKey(key) === null);
    this.#keys.follow(stops, first?.key);
  }

  get #fields() {
    return /** @type {Fields} */ (this.#bar.elements);
  }

  #drawBar() {
    const { site, day, span, as } = this.#state;
    const elements = this.#fields;
    elements["calendar-site"].value = String(site ?? "");
    elements["calendar-day"].value = this.#picture?.days[0] ?? day ?? "";
    elements["calendar-span"].value = span;
    elements["calendar-as"].value = as;
    const signs = query(this.#bar, "a[data-signs]");
    signs.hidden = site === null;
    if (site !== null) signs.href = signsUrl(site);
  }

  /**
   * @param {Picture} picture
   * @param {Item[]} items
   */
  #drawHead(picture, items) {
    const bookings = items.filter(({ kind }) => kind === "booking");
    fill(this.#view, {
      days: daysText(picture),
      zone: text("zone", { zone: zoneAt(picture, picture.start) }),
      count: plural("calendar-count", bookings.length),
      pending:
        bookings.length < items.length ? plural("calendar-pending", items.length - bookings.length) : "",
      clocks: changesText(picture),
    });
  }

  // What the staff do

  /** @param {HTMLInputElement} field */
  #onChange({ name, value }) {
    if (name === "cancelled") return this.#draw();
    if (name === "calendar-site") this.#page.go({ site: Number(value) || null, at: null });
    if (name === "calendar-day" && isDate(value)) this.#page.go({ day: value, at: null });
    if (name === "calendar-span") this.#page.go({ span: value, at: null });
    if (name === "calendar-as") this.#page.go({ as: value });
  }

  /** @param {HTMLButtonElement | null} button */
  #onClick(button) {
    const { step, action } = button?.dataset ?? {};
    if (action === "today") this.today();
    if (step && this.#picture) {
      const days = Number(step) * DAYS[this.#state.span];
      this.#page.go({ day: addDays(this.#picture.days[0], days), at: null });
    }
  }

  #turnOver() {
    this.#page.go({ as: this.#state.as === "grid" ? "table" : "grid" });
  }

  /** @param {string} key */
  #enter(key) {
    const picture = this.#picture;
    if (picture === null) return;
    const evseId = portOfKey(key);
    if (evseId !== null) return this.#page.openPort({ site: picture.site.id, evseId });
    const free = picture.free.find((slot) => slot.key === key);
    if (free) return this.#create(picture, firstHour(picture, free), free.rows[0]);
    const item = picture.items.find((each) => each.key === key);
    if (item?.bookingId !== undefined) return this.#page.openBooking(item.bookingId);
    if (item) this.#say(nameOf(picture, item));
  }

  /**
   * Propose what a drag asks for. Until Ampeco has decided, the booking stays where it is and is hatched where it goes.
   * @param {Item} item
   * @param {Change} change
   */
  async #move(item, change) {
    const picture = this.#picture;
    const { bookingId } = item;
    if (picture === null || bookingId === undefined) return;
    const proposed = moved(picture, item, change);
    if (proposed.refused !== undefined)
      return this.#refuse(picture, proposed.refused, change.row ?? item.rows[0]);
    this.#say("");
    const isSamePort = item.rows.includes(proposed.row);
    const isSent = await this.#page.openMove({
      booking: bookingId,
      startAt: picture.clock.iso(proposed.start),
      endAt: picture.clock.iso(proposed.end),
      ...(!isSamePort && { evseId: Number(proposed.row) }),
    });
    this.#keys.focus(item.key);
    if (isSent && isSamePort && this.#picture !== null)
      this.#picture = withMove(this.#picture, { ...item, bookingId }, proposed);
  }

  /** @param {Cells} cells */
  #choose(cells) {
    if (this.#picture !== null) return this.#create(this.#picture, chosen(this.#picture, cells), cells.row);
  }

  /**
   * @param {Picture} picture
   * @param {ProposedSpan | Refused} proposed
   * @param {string} row
   */
  #create(picture, proposed, row) {
    if (!canWrite()) return this.#say(text("acts-viewer"));
    if (proposed.refused !== undefined) return this.#refuse(picture, proposed.refused, row);
    this.#say("");
    const { clock } = picture;
    return this.#page.openCreate({
      site: this.#state.site,
      evseId: Number(proposed.row),
      startAt: clock.iso(proposed.start),
      endAt: clock.iso(proposed.end),
    });
  }

  /**
   * @param {Picture} picture
   * @param {Refused["refused"]} reason
   * @param {string} row
   */
  #refuse(picture, reason, row) {
    const port = picture.rows.find(({ id }) => id === row);
    this.#say(text(`calendar-refused-${reason}`, { port: port ? rowName(port) : "" }));
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#view, { said: words });
  }
}

/**
 * The label of each row, and what is in it in order of time.
 * @param {Picture} picture
 * @param {Item[]} items
 */
function stopsOf({ rows, free, start }, items) {
  const things = [...items, ...free].sort((a, b) => a.start - b.start);
  return rows.map(({ id }) => [
    ...(id === UNKNOWN_ROW ? [] : [{ key: rowKey(id), start: start - 1 }]),
    ...things.filter((thing) => thing.rows.includes(id)),
  ]);
}

const sameDays = (/** @type {State} */ one, /** @type {State} */ other) =>
  one.site === other.site && one.day === other.day && one.span === other.span;
