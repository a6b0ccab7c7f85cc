// Switch port: a button for each other port that is free for the rest of the booking. The server completes the switch;
// the status banner shows its result, and each error here says what is still booked.

import { ApiError, createBooking, listOtherPorts } from "../api/client.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { portDetail, portName, rangeText } from "../lib/format.js";
import { clone, fill, focusOn, query, reconcile, rejectionText, showError, showState } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { newKey } from "../lib/polyfills.js";
import { readTime } from "../lib/site-time.js";

/**
 * @import { BookingResponse, LivePortResponse, SwitchOptionsResponse } from "../api/schema.d.ts"
 */

/** @type {Record<string, string>} */
const NOW = { available: "switch-available", "in-use": "switch-in-use" };

export class SwitchPanel {
  #section;
  #onSwitched;
  #onUnknown;
  /** @type {BookingResponse | null} */
  #booking = null;

  /**
   * `onSwitched(reference)` is called with the new booking when the network has accepted the request, `onUnknown()`
   * when that is unknown.
   * @param {HTMLElement} section
   * @param {{ onSwitched: (reference: string) => unknown, onUnknown: () => unknown }} page
   */
  constructor(section, { onSwitched, onUnknown }) {
    this.#section = section;
    this.#onSwitched = onSwitched;
    this.#onUnknown = onUnknown;
    section.addEventListener("click", ({ target }) => {
      const action = target instanceof Element && target.closest("button")?.dataset.action;
      if (action === "close") this.close();
      if (action === "reload") this.#load();
    });
  }

  /** Load and show the ports that the booking can be switched to. */
  open(/** @type {BookingResponse} */ booking) {
    this.#booking = booking;
    this.#section.hidden = false;
    return this.#load();
  }

  close() {
    this.#booking = null;
    this.#section.hidden = true;
  }

  /** Close it if the booking can no longer be switched. */
  draw(/** @type {BookingResponse} */ { id, actions }) {
    if (id !== this.#booking?.id || !actions.canSwitch) this.close();
  }

  /** @param {string} [notice] */
  async #load(notice = "") {
    const booking = this.#booking;
    if (booking === null) return;
    fill(this.#section, { notice, keeps: text("switch-keeps", { port: bookedName(booking) }) });
    this.#show("loading");
    try {
      const { body } = await listOtherPorts(booking.id);
      if (booking === this.#booking) this.#list(booking, body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (booking === this.#booking) this.#fail(error);
    }
  }

  /** @param {ApiError} error */
  #fail(error) {
    if (error.type === "booking-not-changeable") return this.#onUnknown();
    showError(this.#section, error, () => this.#load());
  }

  /**
   * @param {BookingResponse} booking
   * @param {SwitchOptionsResponse} options
   */
  #list(booking, options) {
    const { startAt, endAt, ports } = options;
    const range = rangeText(readTime(startAt).wall, readTime(endAt).wall);
    fill(this.#section, { range: text("switch-range", { range }) });
    reconcile(query(this.#section, "ul"), ports, {
      key: ({ evseId }) => evseId,
      create: () => clone("switch-port"),
      update: (item, port) => {
        fill(item, {
          name: text("switch-to", { port: portName(port) }),
          detail: portDetail(port),
          now: port.liveStatus && NOW[port.liveStatus] ? text(NOW[port.liveStatus]) : "",
        });
        query(item, "button").onclick = () => this.#send(booking, options, port);
      },
    });
    this.#show(ports.length > 0 ? "ready" : "empty");
  }

  /**
   * @param {BookingResponse} booking
   * @param {SwitchOptionsResponse} options
   * @param {LivePortResponse} port
   */
  async #send({ id, site }, { startAt, endAt }, port) {
    const name = portName(port);
    fill(this.#section, { waiting: text("switch-sending", { port: name }) });
    this.#show("sending");
    try {
      const body = { locationId: site.id, evseId: port.evseId, startAt, endAt, replaces: id };
      const { body: created } = await createBooking(newKey(), body);
      this.close();
      this.#onSwitched(created.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, name);
    }
  }

  /**
   * @param {ApiError} error
   * @param {string} port
   */
  #explain(error, port) {
    if (this.#booking === null) return;
    const outcome = errorOutcome(error);
    if (outcome === "slot-unavailable") return this.#load(text("switch-taken", { port }));
    if (outcome === "unknown" || outcome === "booking-not-changeable") return this.#onUnknown();
    const reason = isNotProcessed(outcome) ? text("switch-unreachable") : rejectionText(error);
    fill(this.#section, { reason: text("switch-refused", { reason }) });
    this.#show("refused");
  }

  /** @param {string} state */
  #show(state) {
    showState(this.#section, state);
    focusOn(query(this.#section, "h2"));
  }
}

const bookedName = (/** @type {BookingResponse} */ { port }) =>
  port ? text("port-named", { port: portName(port) }) : text("port-unnamed");
