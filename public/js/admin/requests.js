// Booking requests: the pending ones with their age, and the ones that Ampeco rejected today.

import { listRequests } from "../api/admin-client.js";
import { LatestRead } from "./latest-read.js";
import { linkTo, readState } from "./url-state.js";
import { agoText } from "../lib/format.js";
import {
  clone,
  closest,
  fill,
  networkReason,
  query,
  reconcile,
  say,
  showError,
  showState,
  slot,
} from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { canWrite } from "./role.js";
import { emailText, nameText, portsText, spanText, staleText, stampText } from "./labels.js";

/**
 * @import { RequestListResponse, RequestResponse } from "../api/schema.d.ts"
 * @import { ApiError } from "../api/client.js"
 * @import { Query, Reply } from "../api/types.d.ts"
 * @import { NewBooking } from "./dialogs/create.js"
 * @import { Loaded } from "./find.js"
 * @import { Page } from "./list.js"
 * @import { State } from "./url-state.js"
 * @typedef {"pending" | "rejected"} Kind
 * @typedef {{ kind: Kind, requests: RequestResponse[], now: number, hasMore: boolean }} Part
 */

const ROWS = 50;
/** @type {Kind[]} */
const KINDS = ["pending", "rejected"];
/** @type {Record<Kind, Query<"adminListRequests">>} */
const FILTERS = {
  pending: { "filter[status]": "pending" },
  rejected: { "filter[status]": "rejected", "filter[createdDay]": "today" },
};

export class RequestList {
  #view;
  #site;
  #state = readState("");
  #pages = { pending: 1, rejected: 1 };
  #latest = new LatestRead();
  #requested = "";
  #openCreate;
  /** @type {Map<number, RequestResponse>} */
  #requests = new Map();

  readAt = 0;

  /** @type {Loaded[]} */
  loaded = []; // requests are not bookings

  /**
   * @param {HTMLElement} view
   * @param {Pick<Page, "go" | "openBooking"> & { openCreate: (proposal: NewBooking) => unknown }} page
   */
  constructor(view, { go, openBooking, openCreate }) {
    this.#view = view;
    this.#openCreate = openCreate;
    this.#site = query(view, "select");
    this.#site.addEventListener("change", () => go({ site: Number(this.#site.value) || null }));
    view.addEventListener("click", (event) => this.#onClick(event, openBooking));
  }

  /** @param {State} state */
  show(state) {
    this.#state = state;
    this.#site.value = String(state.site ?? "");
    if (this.#requested === `site-${state.site}`) return;
    this.#requested = `site-${state.site}`;
    this.#pages = { pending: 1, rejected: 1 };
    return this.#read();
  }

  refresh() {
    const { state } = this.#view.dataset;
    if (state !== "loading") return this.#read(state !== "error");
  }

  today() {}

  hide() {
    this.#requested = "";
  }

  #read(isRefresh = false) {
    if (this.#view.dataset.state === "error") showState(this.#view, "loading");
    return this.#latest.run(
      Promise.all(KINDS.map((kind) => this.#readPages(kind))),
      (parts) => this.#draw(parts),
      (error) => this.#explain(error, isRefresh),
    );
  }

  /** @param {Part[]} parts */
  #draw(parts) {
    this.readAt = Date.now();
    this.#requests = new Map(parts.flatMap(({ requests }) => requests.map((one) => [one.id, one])));
    for (const part of parts) this.#drawPart(part);
    say("queue-stale", "");
    showState(this.#view, "ready");
  }

  /**
   * @param {ApiError} error
   * @param {boolean} isRefresh
   */
  #explain(error, isRefresh) {
    if (error.type === "unauthorized") this.#requested = "";
    else if (isRefresh) say("queue-stale", staleText(this.readAt, error));
    else showError(this.#view, error, () => this.#read());
  }

  /**
   * @param {Kind} kind
   * @returns {Promise<Part>}
   */
  async #readPages(kind) {
    const { site } = this.#state;
    const filters = { ...FILTERS[kind], per_page: ROWS, ...(site && { "filter[locationId]": site }) };
    /** @type {RequestResponse[]} */
    const requests = [];
    /** @type {string | null | undefined} */
    let cursor = null;
    let now = 0;
    for (let page = 0; page < this.#pages[kind] && cursor !== undefined; page += 1) {
      /** @type {Reply<RequestListResponse>} */
      const { body } = await listRequests({ ...filters, ...(cursor && { cursor }) });
      requests.push(...body.requests);
      cursor = body.nextCursor;
      now = Date.parse(body.now);
    }
    return { kind, requests, now, hasMore: cursor !== undefined };
  }

  /** @param {Part} part */
  #drawPart({ kind, requests, now, hasMore }) {
    const part = query(this.#view, `[data-requests="${kind}"]`);
    const count = hasMore ? text("count-more", { count: requests.length }) : String(requests.length);
    fill(part, { count: requests.length > 0 ? count : "" });
    query(part, "table").hidden = requests.length === 0;
    slot(part, "none").hidden = requests.length > 0;
    query(part, "[data-more]").hidden = !hasMore;
    reconcile(query(part, "tbody"), requests, {
      key: ({ id }) => id,
      create: () => clone("request-row"),
      update: (row, request) => this.#drawRow(row, request, now),
    });
  }

  /**
   * @param {HTMLElement} row
   * @param {RequestResponse} request
   * @param {number} now
   */
  #drawRow(row, request, now) {
    const { bookingId, createdAt, status, timezone, site, port, driver, type, source } = request;
    const { startAt, endAt, fromStartAt, fromEndAt } = request;
    row.dataset.booking = String(bookingId ?? "");
    row.dataset.request = String(request.id);
    query(row, '[data-action="again"]').hidden = !canWrite() || status !== "rejected" || type !== "create";
    const link = query(row, "a");
    link.hidden = bookingId === undefined;
    link.href = linkTo({ ...this.#state, booking: bookingId });
    fill(row, {
      type: text(`type-${type}`),
      booking: bookingId === undefined ? "" : text("booking-number", { id: bookingId }),
      age:
        status === "pending" && createdAt
          ? agoText((now - Date.parse(createdAt)) / 1000)
          : stampText(createdAt, timezone),
      was: fromStartAt && fromEndAt ? spanText({ startAt: fromStartAt, endAt: fromEndAt, timezone }) : "",
      when: startAt && endAt ? spanText({ startAt, endAt, timezone }) : "",
      reason: networkReason(request.rejectionReason),
      site: site?.name ?? text("unknown-site"),
      ports: port ? portsText([port]) : text(type === "create" ? "any-port" : "unknown-port"),
      driver: nameText(driver),
      email: emailText(driver),
      source: text(`source-${source}`),
    });
  }

  /**
   * Open the dialog for a new booking, filled in from a rejected request.
   * @param {RequestResponse} request
   */
  #bookAgain({ site, port, startAt, endAt, driver }) {
    return this.#openCreate({ site: site?.id, evseId: port?.evseId, startAt, endAt, driver });
  }

  /**
   * @param {MouseEvent} event
   * @param {Page["openBooking"]} openBooking
   */
  #onClick(event, openBooking) {
    const button = closest(event.target, "button");
    const { more, action } = button?.dataset ?? {};
    const request = this.#requests.get(Number(closest(button, "tr")?.dataset.request));
    if (action === "again" && request) return this.#bookAgain(request);
    if (more) {
      this.#pages[/** @type {Kind} */ (more)] += 1;
      return this.#read(true);
    }
    const link = closest(event.target, "tr a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openBooking(Number(closest(link, "tr")?.dataset.booking));
  }
}
