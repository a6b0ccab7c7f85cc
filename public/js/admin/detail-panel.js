// The panel with all details of one booking, beside the view it was opened from.

import { isDrawn } from "../lib/polyfills.js";
import { readBookingById } from "../api/admin-client.js";
import { HandOver, notifiedText } from "./hand-over.js";
import { LatestRead } from "./latest-read.js";
import { canWrite } from "./role.js";
import { linkTo } from "./url-state.js";
import { addressText, portName } from "../lib/format.js";
import {
  clone,
  closest,
  fill,
  networkReason,
  query,
  reconcile,
  setIcon,
  showError,
  showState,
  slot,
} from "../lib/dom.js";
import { text, word } from "../lib/i18n.js";
import { signsUrl } from "../sites/sign-links.js";
import { pendingTaskOf } from "./task-store.js";
import {
  driverName,
  drawStatus,
  isOutOfOrder,
  mailUrl,
  needsPort,
  phoneText,
  phoneUrl,
  portLine,
  portsText,
  setHref,
  spanText,
  staleText,
  stampText,
  statusIcon,
} from "./labels.js";

/**
 * @import { ApiError } from "../api/client.js"
 * @import { BookingDetailResponse, DriverResponse, RequestResponse } from "../api/schema.d.ts"
 * @typedef {object} Actions
 * @property {() => unknown} close
 * @property {(booking: BookingDetailResponse, later?: number) => unknown} move Opens the dialog, `later` minutes later or with the booking's time.
 * @property {(booking: BookingDetailResponse) => unknown} cancel
 */

const WITHOUT_PORT = "create";
const HOUR = 60; // minutes

export class DetailPanel {
  #panel;
  #actions;
  #handOver;
  /** @type {number | null} */
  #id = null;
  /** @type {BookingDetailResponse | null} */
  #booking = null;
  #latest = new LatestRead();

  readAt = 0;

  /**
   * @param {HTMLElement} detailPanel
   * @param {Actions} actions
   */
  constructor(detailPanel, actions) {
    this.#panel = detailPanel;
    this.#actions = actions;
    this.#handOver = new HandOver(query(detailPanel, "[data-hand-over]"));
    detailPanel.addEventListener("click", ({ target }) =>
      this.#onClick(closest(target, "button")?.dataset.action),
    );
  }

  get isOpen() {
    return this.#id !== null;
  }

  /** The booking as last read, null before that. */
  get booking() {
    return this.#booking;
  }

  /**
   * Show a booking, or close the panel for null. Resolves when the booking was read.
   * @param {number | null} id
   */
  async show(id) {
    if (id === this.#id) return;
    this.#id = id;
    this.#booking = null;
    this.#panel.hidden = id === null;
    this.#latest.cancel();
    if (id === null) return;
    fill(this.#panel, { id: String(id) });
    showState(this.#panel, "loading");
    return this.#read(id);
  }

  refresh() {
    if (this.#id !== null && this.#panel.dataset.state !== "loading") return this.#read(this.#id, true);
  }

  focus() {
    this.#panel.focus({ preventScroll: true });
  }

  /** @param {string} action */
  focusAction(action) {
    const button = this.#button(action);
    if (this.isOpen && isDrawn(button)) button.focus();
    else if (this.isOpen) this.focus();
  }

  /** Show the buttons of the possible actions; none while a change is pending. */
  drawActions() {
    if (this.#booking === null) return;
    const { id, actions, requests } = this.#booking;
    const isBusy = pendingTaskOf(id) !== null || requests.some(isPendingChange);
    const move = actions.canUpdate && !isBusy;
    const can = { move, later: move, cancel: actions.canCancel && !isBusy };
    const isOpen = can.move || can.cancel;
    for (const [name, isPossible] of Object.entries(can)) {
      this.#button(name).hidden = !isPossible || !canWrite();
    }
    const limit = canWrite() ? (can.move ? "" : "actions-held") : "actions-viewer";
    const why = isOpen ? limit : isBusy ? "actions-busy" : "actions-over";
    fill(this.#panel, { "no-actions": why && text(why) });
  }

  /**
   * Whether an action is possible for the booking shown.
   * @param {string} action
   */
  can(action) {
    return this.#booking !== null && !this.#button(action).hidden;
  }

  /** @param {string} action */
  #button(action) {
    return query(this.#panel, `[data-action="${action}"]`);
  }

  /**
   * @param {number} id
   * @param {boolean} [isRefresh]
   */
  #read(id, isRefresh = false) {
    return this.#latest.run(
      readBookingById(id),
      ({ body }) => {
        this.#booking = body;
        this.readAt = Date.now();
        this.#draw(body);
        showState(this.#panel, "ready");
      },
      (error) => this.#explain(id, error, isRefresh),
    );
  }

  /**
   * @param {number} id
   * @param {ApiError} error
   * @param {boolean} isRefresh
   */
  #explain(id, error, isRefresh) {
    if (error.type === "unauthorized") this.#id = null;
    else if (error.type === "booking-not-found") showState(this.#panel, "missing");
    else if (isRefresh && this.#booking) {
      fill(this.#panel, { stale: staleText(this.readAt, error) });
    } else showError(this.#panel, error, () => this.#read(id));
  }

  /** @param {BookingDetailResponse} booking */
  #draw(booking) {
    const { id, status, site, ports, driver, timezone, sessionId, accessMethods, createdAt } = booking;
    const broken = brokenText(booking);
    drawStatus(query(this.#panel, "[data-status]"), status);
    query(this.#panel, "[data-broken]").hidden = !broken;
    fill(this.#panel, {
      id: String(id),
      stale: "",
      broken,
      when: spanText(booking),
      ports: ports && ports.length > 0 ? ports.map(portLine).join("; ") : portsText(ports),
      site: site.name,
      address: addressText(site),
      driver: driver ? driverName(driver) : text("no-driver"),
      "driver-more": driver ? driverLine(driver) : "",
      phone: phoneText(driver?.phone),
      email: driver?.email,
      access: accessMethods.map((method) => word("access", method)).join(" · ") || text("unknown-access"),
      session: sessionId ? String(sessionId) : text("none-yet"),
      created: stampText(createdAt, timezone),
      updated: stampText(booking.lastUpdatedAt, timezone),
      notified: needsPort(status) ? notifiedText(booking) : "",
    });
    setHref(slot(this.#panel, "phone"), phoneUrl(driver?.phone));
    setHref(slot(this.#panel, "email"), mailUrl(driver?.email));
    const link = query(this.#panel, "a[data-driver-link]");
    link.hidden = !driver;
    link.href = linkTo({ view: "list", driver: driver?.userId, status: "any" });
    const sign = query(this.#panel, "a[data-sign-link]");
    sign.hidden = ports?.length !== 1;
    if (ports?.length === 1) sign.href = signsUrl(site.id, { evse: ports[0].evseId });
    const isBare = booking.requests.length === 0 && booking.requestsComplete;
    fill(this.#panel, { "no-requests": isBare ? text("none-yet") : "" });
    slot(this.#panel, "incomplete").hidden = booking.requestsComplete;
    reconcile(query(this.#panel, "[data-history]"), booking.requests, {
      key: (request) => request.id,
      create: () => clone("history-item"),
      update: (item, request) => drawRequest(item, request, timezone),
    });
    this.#handOver.draw(booking);
    this.drawActions();
  }

  /** @param {string | undefined} action */
  #onClick(action) {
    if (action === "close") this.#actions.close();
    if (this.#booking === null) return;
    if (action === "move") this.#actions.move(this.#booking);
    if (action === "later") this.#actions.move(this.#booking, HOUR);
    if (action === "cancel") this.#actions.cancel(this.#booking);
  }
}

/**
 * @param {HTMLElement} item
 * @param {RequestResponse} request
 * @param {string} timezone
 */
function drawRequest(item, request, timezone) {
  const { type, status, source, createdAt, startAt, endAt, port, rejectionReason } = request;
  item.dataset.status = status;
  setIcon(query(item, "svg"), statusIcon(status));
  fill(item, {
    what: text("request-line", { type: text(`type-${type}`), status: word("request", status) }),
    requested: startAt && endAt ? spanText({ startAt, endAt, timezone }) : "",
    port: port && type === WITHOUT_PORT ? text("request-port", { port: portName(port) }) : "",
    reason: networkReason(rejectionReason),
    by: text("request-by", { source: text(`source-${source}`), when: stampText(createdAt, timezone) }),
  });
}

const isPendingChange = (/** @type {RequestResponse} */ { type, status }) =>
  type !== "create" && status === "pending";

/**
 * "Port A1 is out of order." while the booking still needs it.
 * @param {BookingDetailResponse} booking
 */
function brokenText({ status, endAt, ports = [] }) {
  if (!needsPort(status) || Date.parse(endAt) <= Date.now()) return "";
  return ports
    .filter(isOutOfOrder)
    .map((port) => text("port-broken", { port: portName(port) }))
    .join(" ");
}

/** @param {DriverResponse} driver */
function driverLine(driver) {
  const { userId, status, phone, email } = driver;
  const number = text("driver-number", { id: userId });
  const isGone = !status && !email;
  return [
    driverName(driver) === number ? "" : number,
    status === "disabled" ? text("driver-disabled") : "",
    isGone ? text("driver-gone") : "",
    phone || isGone ? "" : text("port-no-phone"),
  ]
    .filter(Boolean)
    .join(" · ");
}
