// The bookings that need one port from now on, whom to call, and moving them all to other ports, one after the other. The
// server finds the port and completes each move, so that nothing is left half done when the page is closed.

import { ApiError } from "../../api/client.js";
import { isSignedIn, readPort, readRequest, switchById } from "../../api/admin-client.js";
import {
  clone,
  closest,
  fill,
  networkReason,
  query,
  reconcile,
  rejectionText,
  setIcon,
  showError,
  showState,
  slot,
} from "../../lib/dom.js";
import { portName } from "../../lib/format.js";
import { plural, text } from "../../lib/i18n.js";
import { newKey } from "../../lib/polyfills.js";
import { Polling } from "../../lib/polling.js";
import { RESEND_DELAY } from "../../state/request-state.js";
import {
  driverName,
  isOpeningLink,
  isOutOfOrder,
  mailUrl,
  phoneText,
  phoneUrl,
  setHref,
  spanText,
} from "../labels.js";
import { LatestRead } from "../latest-read.js";
import { canWrite } from "../role.js";
import { linkTo } from "../url-state.js";

/**
 * @import { PortBookingResponse, PortBookingsResponse, SwitchRequestResponse } from "../../api/schema.d.ts"
 * @import { PortNames } from "../../lib/format.js"
 * @typedef {{ site: number, evseId: number }} Place
 * @typedef {"moving" | "done" | "declined" | "none" | "changed" | "pending" | "unknown" | "failed"} Outcome
 * @typedef {{ outcome: Outcome, port?: PortNames, reason?: string }} Result
 * @typedef {{ status: string, port?: PortNames, rejectionReason?: string }} Decision
 * @typedef {object} Actions
 * @property {(booking: number) => unknown} open
 * @property {() => unknown} changed Is called when bookings were moved.
 */

/** @type {Record<Outcome, string>} */
const ICONS = {
  moving: "sent",
  done: "check",
  declined: "not-accepted",
  none: "alert",
  changed: "alert",
  pending: "clock",
  unknown: "alert",
  failed: "alert",
};
/** @type {Record<string, Outcome>} */
const REFUSED = {
  "slot-unavailable": "none",
  "booking-not-changeable": "changed",
  "booking-not-found": "changed",
};
const SENT_TIMES = 3; // the same request does not move a booking twice
const POLLS = 6; // about a minute; the next reader of the request completes the move

export class PortDialog {
  #dialog;
  #form;
  #actions;
  /** @type {Place} */
  #place = { site: 0, evseId: 0 };
  /** @type {PortBookingsResponse | null} */
  #port = null;
  /** @type {Map<number, Result>} */
  #results = new Map();
  #polling = new Polling(() => this.#poll());
  #poll = () => {};
  #stop = () => {};
  #latest = new LatestRead();

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Actions} actions
   */
  constructor(dialog, actions) {
    this.#dialog = dialog;
    this.#form = query(dialog, "form");
    this.#actions = actions;
    query(dialog, '[data-action="close"]').addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      this.#stop();
      if (this.#results.size > 0) this.#actions.changed(); // the old bookings are canceled a moment after the new ones
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#isMoving) this.#moveAll();
    });
    this.#form.addEventListener("click", (event) => this.#onClick(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.#isMoving) this.#polling.schedule();
    });
  }

  /**
   * Open it, and read what is on the port now.
   * @param {Place} place
   */
  open(place) {
    this.#place = place;
    this.#port = null;
    this.#results.clear();
    fill(this.#form, { title: text("port-heading"), sending: "" });
    this.#dialog.showModal();
    return this.#read();
  }

  /** @returns {Promise<void>} */
  #read() {
    showState(this.#form, "loading");
    return this.#latest.run(
      readPort(this.#place.site, this.#place.evseId),
      ({ body }) => {
        this.#port = body;
        this.#draw();
        showState(this.#form, "ready");
        this.#drawActions();
      },
      (error) => error.type !== "unauthorized" && showError(this.#form, error, () => this.#read()),
    );
  }

  // Drawing

  #draw() {
    if (this.#port === null) return;
    const { port, site, bookings, complete, ampecoUrl } = this.#port;
    const name = portName(port);
    fill(this.#form, {
      title: text("place", { site: site.name, port: name }),
      broken: isOutOfOrder(port) ? text("port-broken", { port: name }) : "",
      count: bookings.length > 0 ? plural("port-count", bookings.length) : text("no-more-bookings"),
      incomplete: complete ? "" : text("port-incomplete"),
    });
    query(this.#form, "[data-block]").hidden = !ampecoUrl;
    setHref(query(this.#form, "a[data-ampeco]"), ampecoUrl ?? null);
    reconcile(query(this.#form, "[data-bookings]"), bookings, {
      key: ({ id }) => id,
      create: () => clone("port-booking"),
      update: (item, booking) => this.#drawBooking(item, booking),
    });
  }

  /**
   * @param {HTMLElement} item
   * @param {PortBookingResponse} booking
   */
  #drawBooking(item, booking) {
    const { id, driver } = booking;
    const result = this.#results.get(id);
    item.dataset.booking = String(id);
    item.dataset.outcome = result?.outcome ?? "";
    fill(item, {
      time: spanText(booking),
      driver: driver ? driverName(driver) : text("no-driver"),
      contact: phoneText(driver?.phone) ?? driver?.email ?? text("port-no-phone"),
      result: result ? resultText(result) : "",
    });
    query(item, "a").href = linkTo({ view: "list", booking: id });
    setHref(slot(item, "contact"), driver?.phone ? phoneUrl(driver.phone) : mailUrl(driver?.email));
    query(item, "[data-result]").hidden = !result;
    if (result) setIcon(query(item, "svg"), ICONS[result.outcome]);
  }

  #drawActions() {
    const button = query(this.#form, '[type="submit"]');
    button.hidden = this.#left.length === 0 || !canWrite();
    button.ariaDisabled = String(this.#isMoving);
    button.textContent = text(this.#results.size > 0 && !this.#isMoving ? "port-retry" : "port-move-all");
    fill(this.#form, { closing: this.#isMoving ? text("port-closing") : "" });
  }

  get #isMoving() {
    return this.#form.ariaBusy === "true";
  }

  /** The bookings that are not known to be moved or to be out of reach. */
  get #left() {
    const bookings = this.#port?.bookings ?? [];
    return bookings.filter(({ id }) => !["done", "changed"].includes(this.#results.get(id)?.outcome ?? ""));
  }

  // Moving

  async #moveAll() {
    const bookings = this.#left;
    let isStopped = false;
    /** @type {Promise<Result>} */
    const stopped = new Promise((resolve) => {
      this.#stop = () => {
        isStopped = true;
        this.#polling.stop();
        resolve({ outcome: "unknown" });
      };
    });
    this.#form.ariaBusy = "true";
    for (const [index, booking] of bookings.entries()) {
      this.#show(booking, { outcome: "moving" });
      const result = await Promise.race([this.#move(booking.id), stopped]);
      this.#show(booking, result);
      if (isStopped || !isSignedIn()) break;
      const values = { number: index + 1, count: bookings.length, driver: nameOf(booking) };
      fill(this.#form, { sending: text("port-announcement", { ...values, result: resultText(result) }) });
    }
    this.#form.ariaBusy = "false";
    this.#actions.changed();
    const moved = bookings.filter(({ id }) => this.#results.get(id)?.outcome === "done").length;
    fill(this.#form, { sending: text("port-summary", { moved, count: bookings.length }) });
    this.#drawActions();
    if (!isStopped && this.#left.length === 0) query(this.#form, '[data-action="close"]').focus();
  }

  /**
   * @param {PortBookingResponse} booking
   * @param {Result} result
   */
  #show(booking, result) {
    this.#results.set(booking.id, result);
    this.#draw();
    this.#drawActions();
  }

  /**
   * Move one booking, and wait until it is decided.
   * @param {number} id
   * @returns {Promise<Result>}
   */
  async #move(id) {
    const { body, error } = await this.#send(id);
    if (error) return resultOf(error);
    if (!body) return { outcome: "unknown" };
    const decision = body.status === "pending" ? await this.#decision(body.requestId) : body;
    const port = decision?.port ?? body.port;
    if (decision === null || decision.status === "pending") return { outcome: "pending", port };
    if (decision.status === "approved") return { outcome: "done", port };
    return { outcome: "declined", reason: networkReason(decision.rejectionReason) };
  }

  /**
   * Send the request; while its outcome is not known, again.
   * @param {number} id
   * @returns {Promise<{ body?: SwitchRequestResponse, error?: ApiError }>}
   */
  async #send(id) {
    for (let sent = 1; ; sent += 1) {
      try {
        return await switchById(id, newKey(), { evseId: this.#place.evseId });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const isFinal = error.status >= 400 && error.status < 500 && error.type !== "rate-limited";
        if (isFinal || sent === SENT_TIMES) return { error };
        await new Promise((resolve) => setTimeout(resolve, RESEND_DELAY));
      }
    }
  }

  /**
   * Poll a request until it is decided; null if that takes long.
   * @param {number} requestId
   * @returns {Promise<Decision | null>}
   */
  #decision(requestId) {
    return new Promise((resolve) => {
      let polls = 0;
      this.#poll = async () => {
        polls += 1;
        const found = await readRequest(requestId).catch((error) => {
          if (!(error instanceof ApiError)) throw error;
          return null;
        });
        const isDecided = found !== null && found.body.status !== "pending";
        if (!isDecided && polls < POLLS && isSignedIn()) return this.#polling.schedule();
        this.#poll = () => {};
        resolve(found?.body ?? null);
      };
      this.#polling.reset();
      this.#polling.schedule();
    });
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const booking = closest(event.target, "a[data-open]") && closest(event.target, "[data-booking]");
    if (!booking || !isOpeningLink(event)) return;
    event.preventDefault();
    this.#dialog.close();
    this.#actions.open(Number(booking.dataset.booking));
  }
}

const nameOf = (/** @type {PortBookingResponse} */ { driver }) =>
  driver ? driverName(driver) : text("no-driver");

/** @param {Result} result */
function resultText({ outcome, port, reason = "" }) {
  const name = port ? portName(port) : text("port-another");
  return text(`port-${outcome}`, { port: name, reason }).trim();
}

/**
 * @param {ApiError} error
 * @returns {Result}
 */
function resultOf(error) {
  const { type, status } = error;
  if (type in REFUSED) return { outcome: REFUSED[type] };
  const isUnknown = status === 0 || status >= 500;
  return isUnknown ? { outcome: "unknown" } : { outcome: "failed", reason: rejectionText(error) };
}
