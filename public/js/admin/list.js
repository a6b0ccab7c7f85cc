// The list of bookings: a page of it at a time, forward and back by the cursors that led here.

import { listBookings } from "../api/admin-client.js";
import { filtersOf, linkTo, pageOf } from "./url-state.js";
import { ApiError } from "../api/client.js";
import { agoText } from "../lib/format.js";
import { clone, fill, reconcile, say, showState, showError } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { Export } from "./export.js";
import { Filters } from "./filters.js";
import { drawStatus, driverText, portsText, spanText } from "./labels.js";

export class BookingList {
  #view;
  #rows;
  #pager;
  #go;
  #filters;
  #state = null;
  #asked = "";
  #turn = 0;
  #next = null;

  readAt = 0;

  constructor(view, { go, sites, openBooking }) {
    this.#view = view;
    this.#go = go;
    this.#rows = view.querySelector("tbody");
    this.#pager = view.querySelector(".pager");
    this.#filters = new Filters(view.querySelector("form"), { go, sites });
    new Export(view, () => filtersOf(this.#state));
    this.#rows.addEventListener("click", (event) => this.#onRow(event, openBooking));
    this.#pager.addEventListener("click", ({ target }) => this.#onPager(target.closest("button")));
    view
      .querySelector('[data-action="show-all"]')
      .addEventListener("click", () => go({ status: "any", site: null, from: null, to: null, driver: null }));
  }

  show(state) {
    this.#state = state;
    this.#filters.draw(state);
    this.#markOpen();
    const asked = JSON.stringify([filtersOf(state), cursors()]);
    if (asked !== this.#asked) return this.#read(asked);
  }

  /** Read the same page again; what is old stays, and is called old, while it cannot be read. */
  refresh() {
    const { state } = this.#view.dataset;
    if (state !== "loading") return this.#read(this.#asked, state !== "error");
  }

  search() {
    this.#filters.focus();
  }

  today() {
    this.#filters.today();
  }

  /** On coming back it is read anew. */
  hide() {
    this.#asked = "";
  }

  async #read(asked, isAgain = false) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#asked = asked;
    if (this.#view.dataset.state === "error") showState(this.#view, "loading");
    this.#view.ariaBusy = String(!isAgain);
    try {
      const { body } = await listBookings(pageOf(this.#state, cursors().at(-1)));
      if (turn === this.#turn) this.#draw(body, isAgain);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === this.#turn) this.#explain(error, isAgain);
    }
  }

  #draw({ bookings, nextCursor, driver }, isAgain) {
    this.readAt = Date.now();
    this.#next = nextCursor ?? null;
    this.#filters.nameDriver(driver);
    this.#drawRows(bookings);
    this.#drawPager();
    fill(this.#view, { caption: this.#filters.sentence });
    say("list-stale", "");
    showState(this.#view, bookings.length > 0 ? "ready" : "empty");
    this.#view.ariaBusy = "false";
    if (isAgain) return;
    say("list-count", plural("rows", bookings.length, { page: cursors().length + 1 }));
  }

  #drawRows(bookings) {
    const focused = [...this.#rows.children].findIndex((row) => row.contains(document.activeElement));
    reconcile(this.#rows, bookings, {
      key: ({ id }) => id,
      create: () => clone("booking-row"),
      update: (row, booking) => this.#drawRow(row, booking),
    });
    const hasLost = focused >= 0 && !this.#rows.contains(document.activeElement);
    if (hasLost) this.#rows.children[Math.min(focused, bookings.length - 1)]?.querySelector("a").focus();
    this.#markOpen();
  }

  #drawRow(row, booking) {
    const { id, site, ports, driver } = booking;
    row.dataset.booking = id;
    const link = row.querySelector("a");
    link.href = linkTo({ ...this.#state, booking: id });
    drawStatus(row.querySelector("[data-status]"), booking.status);
    row.querySelector("[data-label]").classList.toggle("is-unknown", !ports);
    fill(row, {
      id: text("booking-number", { id }),
      when: spanText(booking),
      site: site.name,
      ports: portsText(ports),
      driver: driverText(driver),
    });
  }

  #markOpen() {
    for (const row of this.#rows.children) {
      const isOpen = Number(row.dataset.booking) === this.#state.booking;
      if (isOpen) row.querySelector("a").ariaCurrent = "true";
      else row.querySelector("a").removeAttribute("aria-current");
    }
  }

  #drawPager() {
    const page = cursors().length + 1;
    this.#pager.hidden = page === 1 && this.#next === null;
    this.#pager.querySelector('[data-action="back"]').ariaDisabled = String(page === 1);
    this.#pager.querySelector('[data-action="next"]').ariaDisabled = String(this.#next === null);
    fill(this.#pager, { page: text("page", { page }) });
  }

  #explain(error, isAgain) {
    this.#view.ariaBusy = "false";
    if (error.type === "unauthorized") this.#asked = "";
    else if (error.type === "invalid-request" && cursors().length > 0)
      this.#turnTo([]); // an old cursor
    else if (isAgain) say("list-stale", text("stale", { when: agoText((Date.now() - this.readAt) / 1000) }));
    else showError(this.#view, error, () => this.#read(this.#asked));
  }

  #onRow(event, openBooking) {
    const row = event.target.closest("tr");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!row || !isPlain || String(getSelection()) !== "") return;
    event.preventDefault();
    row.querySelector("a").focus({ preventScroll: true });
    openBooking(Number(row.dataset.booking));
  }

  #onPager(button) {
    if (!button || button.ariaDisabled === "true") return;
    this.#turnTo(button.dataset.action === "next" ? [...cursors(), this.#next] : cursors().slice(0, -1));
  }

  #turnTo(stack) {
    this.#go({}, stack);
    this.#view.scrollIntoView({ block: "nearest" });
  }
}

const cursors = () => history.state?.cursors ?? [];
