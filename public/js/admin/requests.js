// The requests that Ampeco has not decided yet, with their age, and those that it did not accept today.

import { listRequests } from "../api/admin-client.js";
import { linkTo } from "./url-state.js";
import { ApiError } from "../api/client.js";
import { agoText } from "../lib/format.js";
import { clone, fill, reconcile, say, showState, showError, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { driverText, portsText, spanText, stampText } from "./labels.js";

const ROWS = 50;
const FILTERS = {
  pending: { "filter[status]": "pending" },
  rejected: { "filter[status]": "rejected", "filter[createdDay]": "today" },
};

export class RequestQueue {
  #view;
  #site;
  #state = null;
  #pages = { pending: 1, rejected: 1 };
  #turn = 0;
  #asked = "";

  readAt = 0;

  constructor(view, { go, openBooking }) {
    this.#view = view;
    this.#site = view.querySelector("select");
    this.#site.addEventListener("change", ({ target: { value } }) => go({ site: Number(value) || null }));
    view.addEventListener("click", (event) => this.#onClick(event, openBooking));
  }

  show(state) {
    this.#state = state;
    this.#site.value = state.site ?? "";
    if (this.#asked === `site-${state.site}`) return;
    this.#asked = `site-${state.site}`;
    this.#pages = { pending: 1, rejected: 1 };
    return this.#read();
  }

  refresh() {
    const { state } = this.#view.dataset;
    if (state !== "loading") return this.#read(state !== "error");
  }

  today() {}

  hide() {
    this.#asked = "";
  }

  async #read(isAgain = false) {
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#view.dataset.state === "error") showState(this.#view, "loading");
    try {
      const parts = await Promise.all(Object.keys(FILTERS).map((kind) => this.#readPages(kind)));
      if (turn !== this.#turn) return;
      this.readAt = Date.now();
      for (const part of parts) this.#draw(part);
      say("queue-stale", "");
      showState(this.#view, "ready");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === this.#turn) this.#explain(error, isAgain);
    }
  }

  #explain(error, isAgain) {
    if (error.type === "unauthorized") this.#asked = "";
    else if (isAgain) say("queue-stale", text("stale", { when: agoText((Date.now() - this.readAt) / 1000) }));
    else showError(this.#view, error, () => this.#read());
  }

  async #readPages(kind) {
    const { site } = this.#state;
    const query = { ...FILTERS[kind], per_page: ROWS, ...(site && { "filter[locationId]": site }) };
    const requests = [];
    let cursor = null;
    let now = null;
    for (let page = 0; page < this.#pages[kind] && cursor !== undefined; page += 1) {
      const { body } = await listRequests({ ...query, ...(cursor && { cursor }) });
      requests.push(...body.requests);
      cursor = body.nextCursor;
      now = Date.parse(body.now);
    }
    return { kind, requests, now, hasMore: cursor !== undefined };
  }

  #draw({ kind, requests, now, hasMore }) {
    const part = this.#view.querySelector(`[data-requests="${kind}"]`);
    const count = hasMore ? text("count-more", { count: requests.length }) : String(requests.length);
    fill(part, { count: requests.length > 0 ? count : "" });
    part.querySelector("table").hidden = requests.length === 0;
    slot(part, "none").hidden = requests.length > 0;
    part.querySelector("[data-more]").hidden = !hasMore;
    reconcile(part.querySelector("tbody"), requests, {
      key: ({ id }) => id,
      create: () => clone("request-row"),
      update: (row, request) => this.#drawRow(row, request, now),
    });
  }

  #drawRow(row, request, now) {
    const { bookingId, createdAt, status, timezone, site, port, driver, type, source } = request;
    row.dataset.booking = bookingId ?? "";
    const link = row.querySelector("a");
    link.hidden = bookingId === undefined;
    link.href = linkTo({ ...this.#state, booking: bookingId });
    fill(row, {
      type: text(`type-${type}`),
      booking: bookingId === undefined ? "" : text("booking-number", { id: bookingId }),
      age:
        status === "pending" && createdAt
          ? agoText((now - Date.parse(createdAt)) / 1000)
          : stampText(createdAt, timezone),
      was: request.fromStartAt
        ? spanText({ startAt: request.fromStartAt, endAt: request.fromEndAt, timezone })
        : "",
      when: request.startAt ? spanText(request) : "",
      reason: request.rejectionReason,
      site: site?.name ?? text("unknown-site"),
      ports: port ? portsText([port]) : text(type === "create" ? "any-port" : "unknown-port"),
      driver: driverText(driver),
      source: text(`source-${source}`),
    });
  }

  #onClick(event, openBooking) {
    const { more } = event.target.closest("button")?.dataset ?? {};
    if (more) {
      this.#pages[more] += 1;
      return this.#read(true);
    }
    const link = event.target.closest("tr a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openBooking(Number(link.closest("tr").dataset.booking));
  }
}
