// The calendar of one site, a day or a week of all its ports, as a grid or as a table.

import { readCalendar } from "../../api/admin-client.js";
import { shortcutKey } from "../shortcuts.js";
import { closest, fill, query, say, showState, showError } from "../../lib/dom.js";
import { plural, text } from "../../lib/i18n.js";
import { signsUrl } from "../../sites/sign-links.js";
import { addDays, isDate } from "../../lib/site-time.js";
import { staleText } from "../labels.js";
import { LatestRead } from "../latest-read.js";
import { canWrite } from "../role.js";
import { readState } from "../url-state.js";
import { CalendarGrid } from "./grid.js";
import { CalendarKeyboard } from "./keyboard.js";
import {
  edgeText,
  leftEdge,
  portOfKey,
  parseCalendar,
  rowKey,
  shownOf,
  UNKNOWN_ROW,
  withMove,
} from "./model.js";
import { proposeFirstHour, proposeMove, proposeSlot } from "./proposal.js";
import { drawCalendarTable } from "./table.js";
import { changesText, daysText, accessibleName, rowName, zoneAt } from "./labels.js";

/**
 * @import { ApiError } from "../../api/client.js"
 * @import { SpanName } from "./grid.js"
 * @import { Item, CalendarData } from "./model.js"
 * @import { Cells } from "./drag.js"
 * @import { ProposedSpan, DragChange, Refused } from "./proposal.js"
 * @import { State } from "../url-state.js"
 * @typedef {{ startAt: string, endAt: string, evseId?: number }} TimeProposal
 * @typedef {object} CalendarPage The page of pages/admin.js: it owns the address, the panel and the dialogs.
 * @property {(changes: Partial<State>) => unknown} go
 * @property {(at: string) => void} saveScrollPosition
 * @property {(id: number) => unknown} openBooking
 * @property {(proposal: TimeProposal & { booking: number }) => Promise<boolean>} openMove
 * @property {(proposal: TimeProposal & { site: number | null }) => Promise<boolean>} openCreate
 * @property {(place: { site: number, evseId: number }) => unknown} openPort
 * @typedef {HTMLFormControlsCollection & { cancelled: HTMLInputElement } & Record<
 *   "calendar-site" | "calendar-day" | "calendar-span" | "calendar-as", HTMLInputElement | HTMLSelectElement>} Fields
 */

/** @type {Record<string, number>} */
const DAYS = { day: 1, week: 7 };

/** The view, for `LazyView`. */
export const mount = (/** @type {HTMLElement} */ element, /** @type {CalendarPage} */ page) =>
  new CalendarView(element, page);

class CalendarView {
  #view;
  #page;
  #bar;
  #grid;
  #keys;
  #state = readState("");
  /** @type {CalendarData | null} */
  #data = null;
  #readAt = 0;
  #latest = new LatestRead();

  /**
   * @param {HTMLElement} view
   * @param {CalendarPage} page
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
      onScroll: (instant) => this.#data && this.#page.saveScrollPosition(edgeText(this.#data, instant)),
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
    view.addEventListener("keydown", (event) => shortcutKey(event) === "v" && this.#toggleTable());
  }

  // Called by the page

  /** @param {State} state */
  async show(state) {
    const isSame = this.#data !== null && sameDays(state, this.#state);
    this.#state = state;
    this.#drawBar();
    if (state.site === null) return showState(this.#view, "choose");
    if (isSame) return this.#draw();
    this.#data = null;
    showState(this.#view, "loading");
    await this.#read((error) => showError(this.#view, error, () => this.show(this.#state)));
  }

  /** Read the same days again. If that fails, the old ones stay, marked as stale. */
  async refresh() {
    if (this.#data === null) return;
    await this.#read((error) => say("calendar-stale", staleText(this.#readAt, error)));
  }

  today() {
    this.#page.go({ day: null, at: null });
  }

  hide() {
    this.#latest.cancel();
  }

  /** The bookings of the days shown. */
  get loaded() {
    const { items = [], clock, timezone } = this.#data ?? {};
    return items.flatMap(({ kind, bookingId: id, status, driver, start, end }) =>
      kind === "booking" && id !== undefined && clock
        ? [{ id, status, driver, timezone, startAt: clock.iso(start), endAt: clock.iso(end) }]
        : [],
    );
  }

  // Reading

  /** @param {(error: ApiError) => unknown} explain */
  async #read(explain) {
    const { site, day, span } = this.#state;
    if (site === null) return;
    await this.#latest.run(
      readCalendar({ locationId: site, days: DAYS[span], ...(day && { date: day }) }),
      ({ body }) => {
        this.#data = parseCalendar(body);
        this.#readAt = Date.now();
        say("calendar-stale", "");
        return this.#draw();
      },
      (error) => error.type !== "unauthorized" && explain(error),
    );
  }

  // Drawing

  async #draw() {
    if (this.#data === null || this.#grid.drags.isOpen) return;
    const { span, as, at } = this.#state;
    const data = this.#data;
    const items = shownOf(data, this.#fields.cancelled.checked);
    this.#drawBar();
    this.#drawHead(data, items);
    if (data.rows.length === 0) return showState(this.#view, "empty");
    showState(this.#view, "ready");
    for (const part of this.#view.querySelectorAll("[data-as]")) part.hidden = part.dataset.as !== as;
    query(this.#view, ".calendar-lines").dataset.span = span;
    const openBooking = (/** @type {number} */ bookingId) => this.#page.openBooking(bookingId);
    drawCalendarTable(query(this.#view, "tbody"), data, items, openBooking);
    if (as !== "grid") return;
    this.#keys.saveFocus();
    await this.#grid.draw(data, items, {
      span: /** @type {SpanName} */ (span),
      edge: leftEdge(data, at),
      showsNow: at === null,
    });
    const stops = stopsOf(data, items);
    const first =
      items.find(({ end }) => end > data.now) ?? stops.flat().find(({ key }) => portOfKey(key) === null);
    this.#keys.update(stops, first?.key);
  }

  get #fields() {
    return /** @type {Fields} */ (this.#bar.elements);
  }

  #drawBar() {
    const { site, day, span, as } = this.#state;
    const elements = this.#fields;
    elements["calendar-site"].value = String(site ?? "");
    elements["calendar-day"].value = this.#data?.days[0] ?? day ?? "";
    elements["calendar-span"].value = span;
    elements["calendar-as"].value = as;
    const signs = query(this.#bar, "a[data-signs]");
    signs.hidden = site === null;
    if (site !== null) signs.href = signsUrl(site);
  }

  /**
   * @param {CalendarData} data
   * @param {Item[]} items
   */
  #drawHead(data, items) {
    const bookings = items.filter(({ kind }) => kind === "booking");
    fill(this.#view, {
      days: daysText(data),
      zone: text("zone", { zone: zoneAt(data, data.start) }),
      count: plural("calendar-count", bookings.length),
      pending:
        bookings.length < items.length ? plural("calendar-pending", items.length - bookings.length) : "",
      clocks: changesText(data),
    });
  }

  // Input

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
    if (step && this.#data) {
      const days = Number(step) * DAYS[this.#state.span];
      this.#page.go({ day: addDays(this.#data.days[0], days), at: null });
    }
  }

  #toggleTable() {
    this.#page.go({ as: this.#state.as === "grid" ? "table" : "grid" });
  }

  /** @param {string} key */
  #enter(key) {
    const data = this.#data;
    if (data === null) return;
    const evseId = portOfKey(key);
    if (evseId !== null) return this.#page.openPort({ site: data.site.id, evseId });
    const free = data.free.find((slot) => slot.key === key);
    if (free) return this.#create(data, proposeFirstHour(data, free), free.rows[0]);
    const item = data.items.find((each) => each.key === key);
    if (item?.bookingId !== undefined) return this.#page.openBooking(item.bookingId);
    if (item) this.#say(accessibleName(data, item));
  }

  /**
   * Open the dialog for a dragged booking. Until Ampeco has decided, it stays at its old time, and the new one is hatched.
   * @param {Item} item
   * @param {DragChange} change
   */
  async #move(item, change) {
    const data = this.#data;
    const { bookingId } = item;
    if (data === null || bookingId === undefined) return;
    const proposed = proposeMove(data, item, change);
    if (proposed.refused !== undefined)
      return this.#refuse(data, proposed.refused, change.row ?? item.rows[0]);
    this.#say("");
    const isSamePort = item.rows.includes(proposed.row);
    const isSent = await this.#page.openMove({
      booking: bookingId,
      startAt: data.clock.iso(proposed.start),
      endAt: data.clock.iso(proposed.end),
      ...(!isSamePort && { evseId: Number(proposed.row) }),
    });
    this.#keys.focus(item.key);
    if (isSent && isSamePort && this.#data !== null)
      this.#data = withMove(this.#data, { ...item, bookingId }, proposed);
  }

  /** @param {Cells} cells */
  #choose(cells) {
    if (this.#data !== null) return this.#create(this.#data, proposeSlot(this.#data, cells), cells.row);
  }

  /**
   * @param {CalendarData} data
   * @param {ProposedSpan | Refused} proposed
   * @param {string} row
   */
  #create(data, proposed, row) {
    if (!canWrite()) return this.#say(text("actions-viewer"));
    if (proposed.refused !== undefined) return this.#refuse(data, proposed.refused, row);
    this.#say("");
    const { clock } = data;
    return this.#page.openCreate({
      site: this.#state.site,
      evseId: Number(proposed.row),
      startAt: clock.iso(proposed.start),
      endAt: clock.iso(proposed.end),
    });
  }

  /**
   * @param {CalendarData} data
   * @param {Refused["refused"]} reason
   * @param {string} row
   */
  #refuse(data, reason, row) {
    const port = data.rows.find(({ id }) => id === row);
    this.#say(text(`calendar-refused-${reason}`, { port: port ? rowName(port) : "" }));
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#view, { announcement: words });
  }
}

/**
 * The stops of the arrow keys in each row: its label, then its entries in order of time.
 * @param {CalendarData} data
 * @param {Item[]} items
 */
function stopsOf({ rows, free, start }, items) {
  const entries = [...items, ...free].sort((a, b) => a.start - b.start);
  return rows.map(({ id }) => [
    ...(id === UNKNOWN_ROW ? [] : [{ key: rowKey(id), start: start - 1 }]),
    ...entries.filter((entry) => entry.rows.includes(id)),
  ]);
}

const sameDays = (/** @type {State} */ one, /** @type {State} */ other) =>
  one.site === other.site && one.day === other.day && one.span === other.span;
