// One day of a site or of all sites: the bookings by start time, with driver and port. Out-of-order ports are first, with
// the bookings that need them.

import { readToday } from "../api/admin-client.js";
import { browser } from "../state/storage.js";
import { todayIn, zoneOf } from "./days.js";
import {
  dayText,
  drawStatus,
  hoursText,
  isOpeningLink,
  nameText,
  needsPort,
  portsText,
  staleText,
} from "./labels.js";
import { LatestRead } from "./latest-read.js";
import { linkTo, readState } from "./url-state.js";
import { portName, timeText } from "../lib/format.js";
import { clone, closest, fill, query, reconcile, say, showState, showError } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { addDays, readTime } from "../lib/site-time.js";

/**
 * @import { AnyPortResponse, OutOfOrderResponse, TodayBookingResponse, TodayResponse } from "../api/schema.d.ts"
 * @import { ApiError } from "../api/client.js"
 * @import { Page } from "./list.js"
 * @import { State } from "./url-state.js"
 */

const SITE = "today-site";
const SOON = 1000; // milliseconds until the next names and ports are read

/** The site stored in this browser; null for all sites, or if it does not exist. */
export function rememberedSite(/** @type {{ id: number }[]} */ sites) {
  const stored = browser.recall(SITE);
  return sites.find(({ id }) => id === stored)?.id ?? null;
}

export class Today {
  #view;
  #rows;
  #site;
  #day;
  #page;
  #state = readState("");
  #requested = "";
  #latest = new LatestRead();
  #unread = Infinity;
  #continuing = 0;
  #earlier;
  #showsEarlier = false;
  #now = 0;

  readAt = 0;

  /** @type {TodayBookingResponse[]} */
  loaded = [];

  /**
   * @param {HTMLElement} view
   * @param {Page} page
   */
  constructor(view, page) {
    this.#view = view;
    this.#page = page;
    this.#rows = query(view, "tbody");
    this.#site = query(view, "select");
    this.#day = query(view, 'input[type="date"]');
    this.#site.addEventListener("change", () => this.#chooseSite(Number(this.#site.value) || null));
    this.#day.addEventListener("change", () => this.#goTo(this.#day.value));
    this.#earlier = query(view, '[data-action="earlier"]');
    query(view, "form").addEventListener("submit", (event) => event.preventDefault());
    view.addEventListener("click", (event) => this.#onClick(event));
  }

  /** @param {State} state */
  show(state) {
    this.#state = state;
    this.#site.value = String(state.site ?? "");
    this.#day.value = state.day ?? this.#today;
    const requested = `${state.site} ${state.day}`;
    if (requested !== this.#requested) return this.#read(requested);
  }

  /** Read the same day again. If that fails, the old data stay, marked as stale. */
  refresh() {
    const { state } = this.#view.dataset;
    if (state !== "loading") return this.#read(this.#requested, state !== "error");
  }

  today() {
    return this.#page.go({ day: null });
  }

  hide() {
    this.#requested = "";
    clearTimeout(this.#continuing);
  }

  get #today() {
    return todayIn(zoneOf(this.#page.sites(), this.#state.site));
  }

  /** @param {number | null} site */
  #chooseSite(site) {
    if (site === null) browser.forget(SITE);
    else browser.remember(SITE, site);
    return this.#page.go({ site });
  }

  /** @param {string} day */
  #goTo(day) {
    return this.#page.go({ day: day === this.#today ? null : day || null });
  }

  /**
   * @param {string} requested
   * @param {boolean} [isRefresh]
   */
  #read(requested, isRefresh = false) {
    this.#requested = requested;
    if (!isRefresh) {
      this.#unread = Infinity;
      this.#showsEarlier = false;
      showState(this.#view, "loading");
    }
    clearTimeout(this.#continuing);
    const { site, day } = this.#state;
    return this.#latest.run(
      readToday({ ...(site && { locationId: site }), ...(day && { date: day }) }),
      ({ body }) => this.#draw(body, isRefresh),
      (error) => this.#explain(error, isRefresh),
    );
  }

  /**
   * @param {ApiError} error
   * @param {boolean} isRefresh
   */
  #explain(error, isRefresh) {
    if (error.type === "unauthorized") this.#requested = "";
    else if (isRefresh) say("today-stale", staleText(this.readAt, error));
    else showError(this.#view, error, () => this.#read(this.#requested));
  }

  /**
   * @param {TodayResponse} body
   * @param {boolean} isRefresh
   */
  #draw({ date, now, site, bookings, outOfOrder, free, complete, unread }, isRefresh) {
    this.readAt = Date.now();
    this.#now = Date.parse(now);
    this.loaded = bookings;
    const place = site?.name ?? text("caption-all-sites");
    fill(this.#view, {
      heading: text("today-heading", { place, day: dayText(date) }),
      count: bookings.length > 0 ? plural("today-count", bookings.length) : "",
      free: free.length > 0 ? text("today-free", { ports: freeText(free, bookings, this.#now) }) : "",
      incomplete: complete ? "" : text("today-incomplete"),
      unread: unread > 0 ? text("today-unread") : "",
      none: bookings.length > 0 ? "" : text("today-none"),
    });
    this.#drawBroken(outOfOrder, bookings);
    query(this.#view, "table").hidden = bookings.length === 0;
    this.#view.classList.toggle("is-one-site", site !== undefined);
    const focused = [...this.#rows.children].findIndex((row) => row.contains(document.activeElement));
    reconcile(this.#rows, bookings, {
      key: ({ id }) => id,
      create: () => clone("today-row"),
      update: (row, booking) => this.#drawRow(row, booking),
    });
    const hasLostFocus = focused >= 0 && !this.#rows.contains(document.activeElement);
    if (hasLostFocus) this.#rows.rows[Math.min(focused, bookings.length - 1)]?.querySelector("a")?.focus();
    this.#drawEarlier();
    say("today-stale", "");
    showState(this.#view, "ready");
    if (!isRefresh) say("today-announcement", plural("today-count", bookings.length));
    this.#readOn(unread);
  }

  /** Hide the bookings that are over, so that who is next is on top; on a day that is over, show all. */
  #drawEarlier() {
    const over = this.loaded.filter(({ endAt }) => Date.parse(endAt) <= this.#now);
    const isUnderWay = over.length > 0 && over.length < this.loaded.length;
    const ids = new Set(over.map(({ id }) => id));
    const isHidden = isUnderWay && !this.#showsEarlier;
    for (const row of this.#rows.rows) {
      const isEarlier = isHidden && ids.has(Number(row.dataset.booking));
      row.classList.toggle("is-earlier", isEarlier && !row.contains(document.activeElement));
    }
    this.#earlier.hidden = !isUnderWay;
    this.#earlier.textContent = this.#showsEarlier
      ? text("today-earlier-hide")
      : plural("today-earlier", over.length);
  }

  /**
   * Read again soon as long as each response has more of the names and ports than the one before.
   * @param {number} unread
   */
  #readOn(unread) {
    if (unread > 0 && unread < this.#unread) this.#continuing = setTimeout(() => this.refresh(), SOON);
    this.#unread = unread;
  }

  /**
   * @param {HTMLElement} row
   * @param {TodayBookingResponse} booking
   */
  #drawRow(row, booking) {
    const { id, status, site, ports, driver, mark } = booking;
    row.dataset.booking = String(id);
    row.dataset.mark = mark ?? "";
    query(row, "a").href = linkTo({ ...this.#state, booking: id });
    drawStatus(query(row, "[data-status]"), status);
    fill(row, {
      time: hoursText(booking),
      mark: mark ? text(`mark-${mark}`) : "",
      ports: portsText(ports),
      driver: nameText(driver),
      site: site.name,
      id: text("booking-number", { id }),
    });
  }

  /**
   * @param {OutOfOrderResponse[]} ports
   * @param {TodayBookingResponse[]} bookings
   */
  #drawBroken(ports, bookings) {
    const part = query(this.#view, "[data-broken-ports]");
    part.hidden = ports.length === 0;
    const byId = new Map(bookings.map((booking) => [booking.id, booking]));
    reconcile(query(part, "ul"), ports, {
      key: ({ port }) => port.evseId,
      create: () => clone("today-broken"),
      update: (item, { port, site, bookingIds }) => {
        const button = query(item, "button");
        Object.assign(button.dataset, { port: port.evseId, site: site.id });
        button.ariaLabel = text("port-open", { port: portName(port) });
        const name = this.#state.site
          ? portName(port)
          : text("place", { site: site.name, port: portName(port) });
        fill(item, {
          port: text("port-broken", { port: name }),
          none: bookingIds.length > 0 ? "" : text("no-more-bookings"),
        });
        const affected = bookingIds.flatMap((id) => byId.get(id) ?? []);
        reconcile(query(item, "[data-affected]"), affected, {
          key: ({ id }) => id,
          create: () => clone("affected-booking"),
          update: (line, booking) => {
            line.dataset.booking = String(booking.id);
            const link = query(line, "a");
            link.href = linkTo({ ...this.#state, booking: booking.id });
            link.textContent = text("affected-booking", {
              time: hoursText(booking),
              driver: nameText(booking.driver),
            });
          },
        });
      },
    });
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const { action, step, port, site } = closest(event.target, "button")?.dataset ?? {};
    if (port) return this.#page.openPort({ site: Number(site), evseId: Number(port) });
    if (action === "print") return window.print();
    if (action === "today") return this.today();
    if (action === "earlier") {
      this.#showsEarlier = !this.#showsEarlier;
      return this.#drawEarlier();
    }
    if (step) return this.#goTo(addDays(this.#state.day ?? this.#today, Number(step)));
    const entry = closest(event.target, "tr[data-booking], li[data-booking]");
    if (!entry || !isOpeningLink(event)) return;
    event.preventDefault();
    this.#page.openBooking(Number(entry.dataset.booking));
  }
}

/**
 * "A1, A4 until 10:30 AM": each port, with the start of its next booking of the day.
 * @param {AnyPortResponse[]} free
 * @param {TodayBookingResponse[]} bookings Sorted by start.
 * @param {number} now
 */
function freeText(free, bookings, now) {
  const ahead = bookings.filter(({ status, startAt }) => needsPort(status) && Date.parse(startAt) > now);
  return free
    .map((port) => {
      const next = ahead.find(({ ports }) => ports?.some(({ evseId }) => evseId === port.evseId));
      const name = portName(port);
      return next
        ? text("today-free-until", { port: name, time: timeText(readTime(next.startAt).wall) })
        : name;
    })
    .join(", ");
}
