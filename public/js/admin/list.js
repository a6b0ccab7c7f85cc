// The list of bookings: all of the chosen days by start time; of any days one page at a time. The cursors that led to a
// page are in the browser's history.

import { listBookings } from "../api/admin-client.js";
import { filtersOf, linkTo, pageOf, readState } from "./url-state.js";
import { LatestRead } from "./latest-read.js";
import { clone, closest, fill, query, reconcile, say, showState, showError } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { Export } from "./export.js";
import { Filters } from "./filters.js";
import { daysBetween } from "./days.js";
import { drawStatus, emailText, nameText, portsText, spanText, staleText } from "./labels.js";

/**
 * @import { BookingListResponse, BookingRowResponse, AnySiteResponse } from "../api/schema.d.ts"
 * @import { ApiError } from "../api/client.js"
 * @import { State } from "./url-state.js"
 * @typedef {object} Page
 * @property {(changes: Partial<State>, cursors?: string[]) => unknown} go
 * @property {() => AnySiteResponse[]} sites
 * @property {(id: number) => unknown} openBooking
 * @property {(place: { site: number, evseId: number }) => unknown} openPort
 */

const MAX_DAYS = 31;

export class BookingList {
  #view;
  #rows;
  #pager;
  #go;
  #filters;
  #state = readState("");
  #requested = "";
  #latest = new LatestRead();
  /** @type {string | null} */
  #next = null;

  readAt = 0;

  /** @type {BookingRowResponse[]} */
  loaded = [];

  /**
   * @param {HTMLElement} view
   * @param {Page} page
   */
  constructor(view, { go, sites, openBooking }) {
    this.#view = view;
    this.#go = go;
    this.#rows = query(view, "tbody");
    this.#pager = query(view, ".pager");
    this.#filters = new Filters(query(view, "form"), { go, sites });
    new Export(view, () => filtersOf(this.#state));
    this.#rows.addEventListener("click", (event) => this.#onRowClick(event, openBooking));
    this.#pager.addEventListener("click", ({ target }) => this.#onPagerClick(closest(target, "button")));
    query(view, '[data-action="show-all"]').addEventListener("click", () =>
      go({ status: "any", site: null, from: null, to: null, driver: null }),
    );
  }

  /** @param {State} state */
  show(state) {
    this.#state = state;
    this.#filters.draw(state);
    this.#markOpen();
    const requested = JSON.stringify([filtersOf(state), cursors()]);
    if (requested !== this.#requested) return this.#read(requested);
  }

  /** Read the same page again. If that fails, the old one stays, marked as stale. */
  refresh() {
    const { state } = this.#view.dataset;
    if (state !== "loading") return this.#read(this.#requested, state !== "error");
  }

  today() {
    this.#filters.today();
  }

  /** Forget the last request, so that `show` reads it again. */
  hide() {
    this.#requested = "";
  }

  /**
   * @param {string} requested
   * @param {boolean} [isRefresh]
   */
  #read(requested, isRefresh = false) {
    this.#requested = requested;
    if (this.#view.dataset.state === "error") showState(this.#view, "loading");
    const { from, to } = this.#state;
    if (daysBetween(from, to) > MAX_DAYS) {
      this.#latest.cancel();
      return this.#refuse("list-too-many-days");
    }
    this.#view.ariaBusy = String(!isRefresh);
    return this.#latest.run(
      listBookings(pageOf(this.#state, cursors().at(-1))),
      ({ body }) => this.#draw(body, isRefresh),
      (error) => this.#explain(error, isRefresh),
    );
  }

  /**
   * @param {BookingListResponse} body
   * @param {boolean} isRefresh
   */
  #draw({ bookings, nextCursor, driver, complete }, isRefresh) {
    this.readAt = Date.now();
    this.#next = nextCursor ?? null;
    this.loaded = bookings;
    this.#filters.nameDriver(driver);
    const page = cursors().length + 1;
    const isPage = page > 1 || this.#next !== null;
    this.#drawRows(isPage ? bookings : byStart(bookings));
    this.#drawPager();
    const count = plural(isPage ? "rows-of-page" : "rows", bookings.length, { page });
    fill(this.#view, {
      caption: this.#filters.sentence,
      count,
      order: isPage ? text("list-order") : "",
      incomplete: complete ? "" : text("list-incomplete"),
    });
    say("list-stale", "");
    showState(this.#view, bookings.length > 0 ? "ready" : "empty");
    this.#view.ariaBusy = "false";
    if (isRefresh) return;
    say("list-count", count);
  }

  /**
   * Show why there is no list.
   * @param {string} reason
   */
  #refuse(reason) {
    this.#next = null;
    this.#drawPager();
    fill(this.#view, { refused: text(reason) });
    this.#view.ariaBusy = "false";
    showState(this.#view, "refused");
  }

  /** @param {BookingRowResponse[]} bookings */
  #drawRows(bookings) {
    const focused = [...this.#rows.children].findIndex((row) => row.contains(document.activeElement));
    reconcile(this.#rows, bookings, {
      key: ({ id }) => id,
      create: () => clone("booking-row"),
      update: (row, booking) => this.#drawRow(row, booking),
    });
    const hasLostFocus = focused >= 0 && !this.#rows.contains(document.activeElement);
    if (hasLostFocus) this.#rows.rows[Math.min(focused, bookings.length - 1)]?.querySelector("a")?.focus();
    this.#markOpen();
  }

  /**
   * @param {HTMLElement} row
   * @param {BookingRowResponse} booking
   */
  #drawRow(row, booking) {
    const { id, site, ports, driver } = booking;
    row.dataset.booking = String(id);
    const link = query(row, "a");
    link.href = linkTo({ ...this.#state, booking: id });
    drawStatus(query(row, "[data-status]"), booking.status);
    query(row, "[data-label]").classList.toggle("is-unknown", !ports);
    fill(row, {
      id: text("booking-number", { id }),
      when: spanText(booking),
      site: site.name,
      ports: portsText(ports),
      driver: nameText(driver),
      email: emailText(driver),
    });
  }

  #markOpen() {
    for (const row of this.#rows.rows) {
      const isOpen = Number(row.dataset.booking) === this.#state.booking;
      if (isOpen) query(row, "a").ariaCurrent = "true";
      else query(row, "a").removeAttribute("aria-current");
    }
  }

  #drawPager() {
    const page = cursors().length + 1;
    this.#pager.hidden = page === 1 && this.#next === null;
    query(this.#pager, '[data-action="back"]').ariaDisabled = String(page === 1);
    query(this.#pager, '[data-action="next"]').ariaDisabled = String(this.#next === null);
    fill(this.#pager, { page: text("page", { page }) });
  }

  /**
   * @param {ApiError} error
   * @param {boolean} isRefresh
   */
  #explain(error, isRefresh) {
    this.#view.ariaBusy = "false";
    if (error.type === "unauthorized") this.#requested = "";
    else if (error.type === "list-too-long") this.#refuse("list-too-many-rows");
    else if (error.type === "invalid-request" && cursors().length > 0)
      this.#goToPage([]); // an old cursor
    else if (isRefresh) say("list-stale", staleText(this.readAt, error));
    else showError(this.#view, error, () => this.#read(this.#requested));
  }

  /**
   * @param {MouseEvent} event
   * @param {Page["openBooking"]} openBooking
   */
  #onRowClick(event, openBooking) {
    const row = closest(event.target, "tr");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!row || !isPlain || String(getSelection()) !== "") return;
    event.preventDefault();
    query(row, "a").focus({ preventScroll: true });
    openBooking(Number(row.dataset.booking));
  }

  /** @param {HTMLButtonElement | null} button */
  #onPagerClick(button) {
    if (!button || button.ariaDisabled === "true") return;
    const next = button.dataset.action === "next" ? this.#next : null;
    this.#goToPage(next === null ? cursors().slice(0, -1) : [...cursors(), next]);
  }

  /** @param {string[]} path */
  #goToPage(path) {
    this.#go({}, path);
    this.#view.scrollIntoView({ block: "nearest" });
  }
}

/** @returns {string[]} */
const cursors = () => history.state?.cursors ?? [];

const byStart = (/** @type {BookingRowResponse[]} */ bookings) =>
  [...bookings].sort(
    (one, other) => Date.parse(one.startAt) - Date.parse(other.startAt) || one.id - other.id,
  );
