// The report: figures for some days, of one site or of all sites. It is read on request and not refreshed automatically,
// since it takes many calls to Ampeco.

import { readReport } from "../api/admin-client.js";
import { clone, closest, fill, query, reconcile, say, showState, showError } from "../lib/dom.js";
import { locale, plural, text } from "../lib/i18n.js";
import { lazy } from "../lib/lazy.js";
import { addDays } from "../lib/site-time.js";
import { todayIn, zoneOf } from "./days.js";
import { save } from "./export.js";
import { LatestRead } from "./latest-read.js";
import { dayText, isOpeningLink, stampText, statusText } from "./labels.js";
import { reportCsv } from "./report-csv.js";
import { goalsOf, isReadable } from "./report-goals.js";
import { linkTo, readState } from "./url-state.js";

/**
 * @import { ReportResponse } from "../api/schema.d.ts"
 * @import { ApiError } from "../api/client.js"
 * @import { Loaded } from "./find.js"
 * @import { Page } from "./list.js"
 * @import { State } from "./url-state.js"
 * @typedef {{ key: string | number, name: string, value: string, share?: number | null, extra?: string }} Row
 */

const USUAL_DAYS = 30;

const decimal = lazy(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const percent = lazy(() => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }));

const decimalText = (/** @type {number} */ value) => decimal().format(value);
const percentText = (/** @type {number} */ share) => percent().format(share);

/** The view, for `LazyView`. */
export const mount = (/** @type {HTMLElement} */ element, /** @type {Page} */ page) =>
  new ReportView(element, page);

class ReportView {
  #view;
  #page;
  #site;
  #from;
  #to;
  #state = readState("");
  #requested = "";
  #latest = new LatestRead();
  /** @type {ReportResponse | null} */
  #report = null;

  /** @type {Loaded[]} */
  loaded = []; // figures are not bookings

  /**
   * @param {HTMLElement} view
   * @param {Page} page
   */
  constructor(view, page) {
    this.#view = view;
    this.#page = page;
    const form = query(view, "form");
    this.#site = query(form, "select");
    this.#from = query(form, 'input[name="report-from"]');
    this.#to = query(form, 'input[name="report-to"]');
    form.addEventListener("change", () => this.#choose());
    form.addEventListener("submit", (event) => event.preventDefault());
    view.addEventListener("click", (event) => this.#onClick(event));
  }

  /** @param {State} state */
  show(state) {
    const { from, to } = this.#daysOf(state);
    this.#state = state;
    this.#site.value = String(state.site ?? "");
    [this.#from.value, this.#to.value] = [from, to];
    const requested = `${state.site} ${from} ${to}`;
    if (requested !== this.#requested) return this.#read(requested);
  }

  /** Nothing: see the top of this file. */
  refresh() {}

  today() {
    return this.#page.go({ from: null, to: null });
  }

  hide() {
    this.#requested = "";
    this.#latest.cancel();
  }

  /**
   * The days of the address; without any the last 30.
   * @param {State} state
   */
  #daysOf({ site, from, to }) {
    const last = to ?? (from ? addDays(from, USUAL_DAYS - 1) : todayIn(zoneOf(this.#page.sites(), site)));
    return { from: from ?? addDays(last, 1 - USUAL_DAYS), to: last };
  }

  #choose() {
    const days = { from: this.#from.value || null, to: this.#to.value || null };
    return this.#page.go({ site: Number(this.#site.value) || null, ...days });
  }

  /** @param {string} requested */
  #read(requested) {
    this.#latest.cancel();
    this.#requested = requested;
    this.#report = null;
    const { from, to } = this.#daysOf(this.#state);
    if (!isReadable(from, to)) return this.#refuse("report-days");
    showState(this.#view, "loading");
    const { site } = this.#state;
    return this.#latest.run(
      readReport({ ...(site && { locationId: site }), from, to }),
      ({ body }) => this.#draw(body),
      (error) => this.#explain(error),
    );
  }

  /** @param {ApiError} error */
  #explain(error) {
    if (error.type === "unauthorized") this.#requested = "";
    else if (error.type === "report-too-large") this.#refuse("report-too-large");
    else showError(this.#view, error, () => this.#read(this.#requested));
  }

  /** @param {string} id */
  #refuse(id) {
    fill(this.#view, { refused: text(id) });
    showState(this.#view, "refused");
  }

  /** @param {ReportResponse} report */
  #draw(report) {
    this.#report = report;
    const { from, to, now, site, changes, doubleBookings, withoutPort } = report;
    fill(this.#view, {
      heading: text("report-heading", {
        days: text("range", { start: dayText(from), end: dayText(to) }),
        place: site?.name ?? text("caption-all-sites"),
      }),
      asof: text("report-as-of", { time: stampText(now, zoneOf(this.#page.sites(), site?.id ?? null)) }),
      incomplete: doubleBookings ? "" : text("report-incomplete"),
      unknown: withoutPort ? plural("report-without-port", withoutPort) : "",
    });
    this.#drawGoals(report);
    this.#drawDoubleBookings(report);
    this.#drawRows("statuses", countRows(Object.entries(report.bookings.byStatus), statusText));
    const reasons = report.declined.map(({ reason, count }) => /** @type {const} */ ([reason ?? "", count]));
    this.#drawRows(
      "declined",
      countRows(reasons, (reason) => reason || text("report-no-reason")),
    );
    this.#drawRows(
      "changes",
      countRows(Object.entries(changes), (who) => text(`figure-${who}`)),
    );
    this.#drawRows("ports", portRows(report));
    showState(this.#view, "ready");
    say("report-announcement", plural("today-count", report.bookings.total));
  }

  /** @param {ReportResponse} report */
  #drawGoals(report) {
    for (const { name, value, detail, isMet } of goalsOf(report)) {
      const card = query(this.#view, `[data-goal="${name}"]`);
      card.dataset.met = String(isMet ?? "");
      fill(card, {
        value: value === null ? text("report-unknown") : format(name, value),
        detail: detailText(name, detail),
        met: isMet === null ? "" : text(isMet ? "report-met" : "report-not-met"),
      });
    }
  }

  /** @param {ReportResponse} report */
  #drawDoubleBookings({ doubleBookings = [] }) {
    const part = query(this.#view, "[data-double]");
    part.hidden = doubleBookings.length === 0;
    reconcile(query(part, "ul"), doubleBookings, {
      key: ({ bookingIds }) => bookingIds[0],
      create: () => clone("report-double"),
      update: (item, { site, label, bookingIds }) => {
        fill(item, { port: text("place", { site: site.name, port: label }) });
        reconcile(query(item, "ul"), bookingIds, {
          key: (id) => id,
          create: () => clone("affected-booking"),
          update: (line, id) => {
            line.dataset.booking = String(id);
            const link = query(line, "a");
            link.href = linkTo({ ...this.#state, booking: id });
            link.textContent = text("booking-number", { id });
          },
        });
      },
    });
  }

  /**
   * Draw a table of figures; the bars repeat the numbers for the eye.
   * @param {string} name
   * @param {Row[]} rows
   */
  #drawRows(name, rows) {
    const part = query(this.#view, `[data-figures="${name}"]`);
    query(part, "table").hidden = rows.length === 0;
    fill(part, { none: rows.length === 0 ? text("report-none") : "" });
    reconcile(query(part, "tbody"), rows, {
      key: ({ key }) => key,
      create: () => clone(name === "ports" ? "report-port" : "report-row"),
      update: (row, { name: words, value, share = null, extra }) => {
        fill(row, { name: words, value, ...(extra !== undefined && { extra }) });
        query(row, "[data-bar]").setAttribute("width", String(Math.round(Math.min(share ?? 0, 1) * 100)));
      },
    });
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const { action, days } = closest(event.target, "button")?.dataset ?? {};
    if (action === "report-again") return this.#read(this.#requested);
    if (action === "report-csv" && this.#report) return saveCsv(this.#report);
    if (days) return this.#lastDays(Number(days));
    const place = closest(event.target, "li[data-booking]");
    if (!place || !isOpeningLink(event)) return;
    event.preventDefault();
    this.#page.openBooking(Number(place.dataset.booking));
  }

  /** @param {number} days */
  #lastDays(days) {
    const to = todayIn(zoneOf(this.#page.sites(), this.#state.site));
    return this.#page.go({ from: addDays(to, 1 - days), to });
  }
}

/** @param {ReportResponse} report */
function saveCsv(report) {
  save(new Blob([reportCsv(report)], { type: "text/csv" }), `report-${report.from}-${report.to}.csv`);
}

/**
 * @param {string} name
 * @param {number} value
 */
const format = (name, value) => (name === "decision" ? percentText(value) : decimalText(value));

/**
 * @param {string} name
 * @param {Record<string, number> | null} detail
 */
function detailText(name, detail) {
  if (!detail) return "";
  const values = Object.entries(detail).map(([key, value]) => [
    key,
    key === "share" ? percentText(value) : decimalText(value),
  ]);
  return text(`figure-${name}-detail`, Object.fromEntries(values));
}

/**
 * Counts, the bar of each as a share of the highest one.
 * @param {(readonly [string, number])[]} counts
 * @param {(key: string) => string} nameOf
 * @returns {Row[]}
 */
function countRows(counts, nameOf) {
  const most = Math.max(1, ...counts.map(([, count]) => count));
  return counts.map(([key, count]) => ({
    key,
    name: nameOf(key),
    value: decimalText(count),
    share: count / most,
  }));
}

/**
 * @param {ReportResponse} report
 * @returns {Row[]}
 */
const portRows = ({ site, ports = [] }) =>
  ports.map(({ evseId, label, site: at, bookedHours, openHours }) => {
    const share = openHours ? bookedHours / openHours : null;
    return {
      key: `${at.id}-${evseId}`,
      name: site ? label : text("place", { site: at.name, port: label }),
      value: decimalText(bookedHours),
      share,
      extra:
        openHours === undefined
          ? text("report-unknown")
          : text("report-open-hours", {
              hours: decimalText(openHours),
              share: share === null ? "–" : percentText(share),
            }),
    };
  });
