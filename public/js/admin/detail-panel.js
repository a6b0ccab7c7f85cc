// Everything known about one booking, beside the view that it was opened from.

import { isDrawn } from "../lib/polyfills.js";
import { readBookingById } from "../api/admin-client.js";
import { linkTo } from "./url-state.js";
import { ApiError } from "../api/client.js";
import { addressText, agoText, portDetail, portName } from "../lib/format.js";
import { clone, fill, reconcile, setIcon, showState, showError } from "../lib/dom.js";
import { text, word } from "../lib/i18n.js";
import { signsUrl } from "../sites/sign-links.js";
import { pendingTaskOf } from "./task-store.js";
import {
  drawStatus,
  driverText,
  isOutOfOrder,
  portsText,
  spanText,
  stampText,
  statusIcon,
} from "./labels.js";

const WITHOUT_PORT = "create";
const NEEDS_PORT = ["accepted", "reserved"];

export class DetailPanel {
  #panel;
  #actions;
  #id = null;
  #booking = null;
  #turn = 0;

  readAt = 0;

  /** `actions` are `close()`, `move(booking)` and `cancel(booking)`. */
  constructor(detailPanel, actions) {
    this.#panel = detailPanel;
    this.#actions = actions;
    detailPanel.addEventListener("click", ({ target }) =>
      this.#onClick(target.closest("button")?.dataset.action),
    );
  }

  get isOpen() {
    return this.#id !== null;
  }

  /** The booking as it was last read, null before that. */
  get booking() {
    return this.#booking;
  }

  /** Show a booking, or nothing for null. Resolves when it was read. */
  async show(id) {
    if (id === this.#id) return;
    this.#id = id;
    this.#booking = null;
    this.#panel.hidden = id === null;
    if (id === null) return;
    fill(this.#panel, { id: String(id) });
    showState(this.#panel, "loading");
    return this.#read();
  }

  refresh() {
    if (this.isOpen && this.#panel.dataset.state !== "loading") return this.#read(true);
  }

  focus() {
    this.#panel.focus({ preventScroll: true });
  }

  focusAction(action) {
    const button = this.#panel.querySelector(`[data-action="${action}"]`);
    if (this.isOpen && isDrawn(button)) button.focus();
    else if (this.isOpen) this.focus();
  }

  /** Say what can be done now; while a change is on its way, nothing. */
  drawActions() {
    if (this.#booking === null) return;
    const { id, actions, requests } = this.#booking;
    const isBusy = pendingTaskOf(id) !== null || requests.some(isPendingChange);
    const can = { move: actions.canUpdate && !isBusy, cancel: actions.canCancel && !isBusy };
    for (const [name, isPossible] of Object.entries(can)) {
      this.#panel.querySelector(`[data-action="${name}"]`).hidden = !isPossible;
    }
    const words = text(isBusy ? "acts-busy" : "acts-over");
    fill(this.#panel, { "no-acts": can.move || can.cancel ? "" : words });
  }

  /** Whether this may be done with the booking shown. */
  can(action) {
    return this.#booking !== null && !this.#panel.querySelector(`[data-action="${action}"]`).hidden;
  }

  async #read(isAgain = false) {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const { body } = await readBookingById(this.#id);
      if (turn !== this.#turn || !this.isOpen) return;
      this.#booking = body;
      this.readAt = Date.now();
      this.#draw();
      showState(this.#panel, "ready");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === this.#turn && this.isOpen) this.#explain(error, isAgain);
    }
  }

  #explain(error, isAgain) {
    if (error.type === "unauthorized") this.#id = null;
    else if (error.type === "booking-not-found") showState(this.#panel, "missing");
    else if (isAgain && this.#booking) {
      fill(this.#panel, { stale: text("stale", { when: agoText((Date.now() - this.readAt) / 1000) }) });
    } else showError(this.#panel, error, () => this.#read());
  }

  #draw() {
    const { id, status, site, ports, driver, timezone, sessionId, accessMethods, createdAt } = this.#booking;
    const broken = brokenText(this.#booking);
    drawStatus(this.#panel.querySelector("[data-status]"), status);
    this.#panel.querySelector("[data-broken]").hidden = !broken;
    fill(this.#panel, {
      id: String(id),
      stale: "",
      broken,
      when: spanText(this.#booking),
      ports: ports?.length > 0 ? ports.map(portLine).join("; ") : portsText(ports),
      site: site.name,
      address: addressText(site),
      driver: driverText(driver),
      "driver-more": driver ? driverLine(driver) : "",
      access:
        (accessMethods ?? []).map((method) => word("access", method)).join(" · ") || text("unknown-access"),
      session: sessionId ? String(sessionId) : text("none-yet"),
      created: stampText(createdAt, timezone),
      updated: stampText(this.#booking.lastUpdatedAt, timezone),
    });
    const link = this.#panel.querySelector("[data-driver-link]");
    link.hidden = !driver;
    link.href = linkTo({ driver: driver?.userId, status: "any" });
    const sign = this.#panel.querySelector("[data-sign-link]");
    sign.hidden = ports?.length !== 1;
    if (!sign.hidden) sign.href = signsUrl(site.id, { evse: ports[0].evseId });
    const isBare = this.#booking.requests.length === 0 && this.#booking.requestsComplete;
    fill(this.#panel, { "no-requests": isBare ? text("none-yet") : "" });
    this.#panel.querySelector('[data-slot="incomplete"]').hidden = this.#booking.requestsComplete;
    reconcile(this.#panel.querySelector("[data-story]"), this.#booking.requests, {
      key: (request) => request.id,
      create: () => clone("story-item"),
      update: (item, request) => this.#drawRequest(item, request),
    });
    this.drawActions();
  }

  #drawRequest(item, { type, status, source, createdAt, startAt, endAt, port, rejectionReason }) {
    const { timezone } = this.#booking;
    item.dataset.status = status;
    setIcon(item.querySelector("svg"), statusIcon(status));
    fill(item, {
      what: text("request-line", { type: text(`type-${type}`), status: word("request", status) }),
      asked: startAt ? spanText({ startAt, endAt, timezone }) : "",
      port: port && type === WITHOUT_PORT ? text("request-port", { port: portName(port) }) : "",
      reason: rejectionReason,
      by: text("request-by", { source: text(`source-${source}`), when: stampText(createdAt, timezone) }),
    });
  }

  #onClick(action) {
    if (action === "close") this.#actions.close();
    if (action === "move") this.#actions.move(this.#booking);
    if (action === "cancel") this.#actions.cancel(this.#booking);
  }
}

const isPendingChange = ({ type, status }) => type !== "create" && status === "pending";

/** "Port A1 is out of order." while the booking still needs it. */
function brokenText({ status, endAt, ports = [] }) {
  if (!NEEDS_PORT.includes(status) || Date.parse(endAt) <= Date.now()) return "";
  return ports
    .filter(isOutOfOrder)
    .map((port) => text("port-broken", { port: portName(port) }))
    .join(" ");
}

const portLine = (port) =>
  port.connectors && port.maxPowerKw !== undefined
    ? text("port-line", { port: portName(port), detail: portDetail(port) })
    : portName(port);

function driverLine({ userId, firstName, lastName, status }) {
  const name = [firstName, lastName].filter(Boolean).join(" ");
  const number = text("driver-number", { id: userId });
  return [name, number, status === "disabled" ? text("driver-disabled") : ""].filter(Boolean).join(" · ");
}
