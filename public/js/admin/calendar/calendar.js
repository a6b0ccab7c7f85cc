// The calendar of one site, a day or a week of all its ports, as a grid or as a table.

import { ApiError } from "../../api/client.js";
import { readCalendar } from "../../api/admin-client.js";
import { agoText } from "../../lib/format.js";
import { shortcutKey } from "../shortcuts.js";
import { fill, say, showState, showError } from "../../lib/dom.js";
import { plural, text } from "../../lib/i18n.js";
import { signsUrl } from "../../sites/sign-links.js";
import { addDays, isDate } from "../../lib/site-time.js";
import { CalendarGrid } from "./grid.js";
import { CalendarKeyboard } from "./keyboard.js";
import { edgeText, leftEdge, readPicture, shownOf, withMove } from "./model.js";
import { chosen, firstHour, moved } from "./proposal.js";
import { drawCalendarTable } from "./table.js";
import { changesText, daysText, nameOf, rowName, zoneOf } from "./labels.js";

const DAYS = { day: 1, week: 7 };

/** See the agreement of the page in pages/admin.js: it owns the address, the panel and the dialogs. */
export function mountCalendar(element, page) {
  const view = new CalendarView(element, page);
  return {
    show: (state) => view.show(state),
    refresh: () => view.refresh(),
    today: () => view.today(),
    hide: () => view.hide(),
  };
}

class CalendarView {
  #view;
  #page;
  #bar;
  #grid;
  #keys;
  #state = null;
  #picture = null;
  #readAt = 0;
  #turn = 0;

  constructor(view, page) {
    this.#view = view;
    this.#page = page;
    this.#bar = view.querySelector("form");
    const box = view.querySelector("[data-grid]");
    this.#grid = new CalendarGrid(box, {
      onDrag: (item, change) => this.#move(item, change),
      onChoose: (cells) => this.#create(chosen(this.#picture, cells), cells.row),
      onDecided: () => this.#draw(),
      onScroll: (wall) => this.#page.saveScrollPosition(edgeText(wall)),
    });
    this.#keys = new CalendarKeyboard(box, {
      elementOf: (key) => this.#grid.elementOf(key),
      onEnter: (key) => this.#enter(key),
    });
    this.#bar.addEventListener("change", ({ target }) => this.#onChange(target));
    this.#bar.addEventListener("submit", (event) => event.preventDefault());
    view.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")));
    view.addEventListener("keydown", (event) => shortcutKey(event) === "v" && this.#turnOver());
  }

  // What the page asks for

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

  // Reading

  async #read() {
    this.#turn += 1;
    const turn = this.#turn;
    const { site, day, span } = this.#state;
    const { body } = await readCalendar({ locationId: site, days: DAYS[span], ...(day && { date: day }) });
    if (turn !== this.#turn) return; // overtaken
    this.#picture = readPicture(body);
    this.#readAt = Date.now();
    say("calendar-stale", "");
    await this.#draw();
  }

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
    const items = shownOf(picture, this.#bar.elements.cancelled.checked);
    this.#drawBar();
    this.#drawHead(items);
    if (picture.rows.length === 0) return showState(this.#view, "empty");
    showState(this.#view, "ready");
    for (const part of this.#view.querySelectorAll("[data-as]")) part.hidden = part.dataset.as !== as;
    const open = (bookingId) => this.#page.openBooking(bookingId);
    drawCalendarTable(this.#view.querySelector("tbody"), picture, items, open);
    if (as !== "grid") return;
    this.#keys.hold();
    await this.#grid.draw(picture, items, { span, edge: leftEdge(picture, at) });
    this.#keys.follow(this.#stops(items), items.find(({ end }) => end > picture.now)?.key);
  }

  #stops(items) {
    const things = [...items, ...this.#picture.free].sort((a, b) => a.start - b.start);
    return this.#picture.rows.map(({ id }) => things.filter(({ rows }) => rows.includes(id)));
  }

  #drawBar() {
    const { site, day, span, as } = this.#state;
    const { elements } = this.#bar;
    elements["calendar-site"].value = site ?? "";
    elements["calendar-day"].value = this.#picture?.days[0] ?? day ?? "";
    elements["calendar-span"].value = span;
    elements["calendar-as"].value = as;
    const signs = this.#bar.querySelector("[data-signs]");
    signs.hidden = site === null;
    signs.href = signsUrl(site);
  }

  #drawHead(items) {
    const picture = this.#picture;
    const bookings = items.filter(({ kind }) => kind === "booking");
    fill(this.#view, {
      days: daysText(picture),
      zone: text("zone", { zone: zoneOf(picture, picture.start) }),
      count: plural("calendar-count", bookings.length),
      asked: bookings.length < items.length ? plural("calendar-asked", items.length - bookings.length) : "",
      clocks: changesText(picture),
    });
  }

  // What the staff do

  #onChange({ name, value }) {
    if (name === "cancelled") return this.#draw();
    if (name === "calendar-site") this.#page.go({ site: Number(value) || null, at: null });
    if (name === "calendar-day" && isDate(value)) this.#page.go({ day: value, at: null });
    if (name === "calendar-span") this.#page.go({ span: value, at: null });
    if (name === "calendar-as") this.#page.go({ as: value });
  }

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

  #enter(key) {
    const free = this.#picture.free.find((window) => window.key === key);
    if (free) return this.#create(firstHour(this.#picture, free), free.rows[0]);
    const item = this.#picture.items.find((each) => each.key === key);
    if (item?.bookingId !== undefined) return this.#page.openBooking(item.bookingId);
    return this.#say(nameOf(this.#picture, item));
  }

  /** Propose what a drag asks for. Until Ampeco has decided, the booking stays where it is and is hatched where it goes. */
  async #move(item, change) {
    const asked = moved(this.#picture, item, change);
    if (asked.refused) return this.#refuse(asked.refused, change.row ?? item.rows[0]);
    this.#say("");
    const isSamePort = item.rows.includes(asked.row);
    const isSent = await this.#page.openMove({
      booking: item.bookingId,
      startAt: this.#picture.clock.iso(asked.start),
      endAt: this.#picture.clock.iso(asked.end),
      ...(!isSamePort && { evseId: Number(asked.row) }),
    });
    this.#keys.focus(item.key);
    if (isSent && isSamePort) this.#picture = withMove(this.#picture, item, asked);
  }

  #create(asked, row) {
    if (asked.refused) return this.#refuse(asked.refused, row);
    this.#say("");
    const { clock } = this.#picture;
    return this.#page.openCreate({
      site: this.#state.site,
      evseId: Number(asked.row),
      startAt: clock.iso(asked.start),
      endAt: clock.iso(asked.end),
    });
  }

  #refuse(reason, row) {
    const port = this.#picture.rows.find(({ id }) => id === row);
    this.#say(text(`calendar-refused-${reason}`, { port: port ? rowName(port) : "" }));
  }

  #say(words) {
    fill(this.#view, { said: words });
  }
}

const sameDays = (one, other) =>
  ["site", "day", "span"].every((part) => (one[part] ?? null) === (other?.[part] ?? null));
