// The dialog that reschedules a booking, or switches its port. Ampeco has no change of the port: the server books the new
// one first, and cancels the old booking once that is approved, whether or not this page is still open.

import { readBookingById } from "../../api/admin-client.js";
import { ApiError } from "../../api/client.js";
import { portName } from "../../lib/format.js";
import { isSameSpan } from "../../lib/intervals.js";
import { fill, query, showState, showError } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { pendingTaskOf } from "../task-store.js";
import { RequestDialog } from "./request-dialog.js";
import { TimeFields } from "./time-fields.js";
import { portChoice, portLine, portsText, spanText } from "../labels.js";

/**
 * @import { BookingDetailResponse, CalendarPortResponse, PortLabelResponse } from "../../api/schema.d.ts"
 * @import { TaskRunner } from "../task-runner.js"
 * @import { Slot } from "../../booking/alternatives.js"
 * @import { Fields, TimeSpan } from "./time-fields.js"
 * @import { ZonedTimes } from "../labels.js"
 * @typedef {{ startAt?: string, endAt?: string, evseId?: number, later?: number }} Proposal
 * @typedef {{ evseId: number, name: string }} OtherPort
 */

export class RescheduleDialog {
  #dialog;
  #form;
  #requestDialog;
  #when;
  #elements;
  /** @type {BookingDetailResponse | null} */
  #booking = null;
  /** @type {PortLabelResponse | null} */
  #port = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {TaskRunner} taskRunner
   */
  constructor(dialog, taskRunner) {
    this.#dialog = dialog;
    this.#form = query(dialog, "form");
    this.#elements = /** @type {Fields} */ (this.#form.elements);
    this.#requestDialog = new RequestDialog(dialog, taskRunner);
    this.#when = new TimeFields(this.#form, () => this.#draw());
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event));
    this.#elements.port.addEventListener("change", () => this.#draw());
  }

  /**
   * Open it for a booking's number, with the times and the port proposed, or so many minutes later. Resolves to whether
   * a request was sent.
   * @param {Proposal & { booking: number }} proposal
   */
  open({ booking: id, ...proposal }) {
    const whenClosed = this.#requestDialog.open();
    this.#booking = null;
    this.#when.forget();
    fill(this.#form, { id: String(id) });
    query(this.#form, "[data-versions]").hidden = true;
    this.#load(id, proposal);
    return whenClosed;
  }

  refresh() {
    if (this.#dialog.open && this.#booking) this.#when.read();
  }

  /**
   * @param {number} id
   * @param {Proposal} proposal
   */
  async #load(id, proposal) {
    this.#showState("loading");
    try {
      const { body } = await readBookingById(id);
      if (!body.actions.canUpdate || pendingTaskOf(id)) return this.#showState("closed");
      await this.#start(body, proposal);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      showError(this.#form, error, () => this.#load(id, proposal));
    }
  }

  /**
   * @param {BookingDetailResponse} booking
   * @param {Proposal} proposal
   */
  async #start(booking, { startAt = booking.startAt, endAt = booking.endAt, evseId, later }) {
    this.#booking = booking;
    this.#port = booking.ports?.[0] ?? null;
    this.#showState("ready");
    this.#offerPorts(booking, [], null);
    const own = { ...booking, evseIds: (booking.ports ?? []).map((port) => port.evseId) };
    await this.#when.open(booking.site.id, { startAt, endAt, own });
    if (later) await this.#when.step(later);
    this.#offerPorts(booking, this.#when.availability?.ports ?? [], evseId ?? null);
    (later ? this.#submit : this.#elements.start).focus();
    this.#draw();
  }

  /**
   * List the ports, the booking's own first, as "": so it can be chosen even if Ampeco does not return it. Without a known
   * one there is nothing to switch from.
   * @param {BookingDetailResponse} booking
   * @param {CalendarPortResponse[]} ports
   * @param {number | null} chosen
   */
  #offerPorts(booking, ports, chosen) {
    const { port } = this.#elements;
    const current = this.#port;
    const others = current ? ports.filter(({ evseId }) => evseId !== current.evseId) : [];
    const own = text("port-stays", { port: booking.ports?.map(portLine).join("; ") || portsText([]) });
    port.replaceChildren(
      new Option(own, ""),
      ...others.map((other) => new Option(portChoice(other), String(other.evseId))),
    );
    port.value = chosen !== null && others.some(({ evseId }) => evseId === chosen) ? String(chosen) : "";
  }

  /** @returns {OtherPort | null} */
  get #chosen() {
    const evseId = Number(this.#elements.port.value);
    const port = this.#when.availability?.ports.find((each) => each.evseId === evseId);
    return port && evseId !== this.#port?.evseId ? { evseId, name: portName(port) } : null;
  }

  /** @param {OtherPort | null} other */
  #evseIdOf(other) {
    return other?.evseId ?? this.#port?.evseId ?? null;
  }

  #draw() {
    const booking = this.#booking;
    if (booking === null || this.#form.dataset.state !== "ready") return;
    const { timezone } = booking;
    const { time } = this.#when;
    const other = this.#chosen;
    this.#when.draw(this.#evseIdOf(other));
    fill(this.#form, {
      old: whereText(booking, portsText(booking.ports)),
      new: time ? whereText({ ...time, timezone }, other?.name ?? portsText(booking.ports)) : "–",
      steps: other ? text("move-steps", { port: other.name, booking: booking.id }) : "",
    });
    const words = other ? text("move-switch", { port: other.name }) : text("move-time");
    this.#submit.textContent = words;
  }

  get #submit() {
    return query(this.#form, '[type="submit"]');
  }

  /** @param {SubmitEvent} event */
  async #onSubmit(event) {
    event.preventDefault();
    const booking = this.#booking;
    if (this.#requestDialog.isBusy || booking === null) return;
    const { time, fault } = this.#when;
    this.#requestDialog.hideOutcome();
    if (fault) return this.#requestDialog.markField(...fault);
    if (time === null) return;
    const other = this.#chosen;
    if (!other && isSameSpan(booking, time))
      return this.#requestDialog.markField("startAt", text("move-same"));
    const error = await (other ? this.#switch(booking, time, other) : this.#update(booking, time));
    const current = error?.type === "booking-changed" ? error.problem.current : undefined;
    if (current) return this.#showVersions(booking, current);
    if (error) this.#explain(error, other);
  }

  /**
   * @param {BookingDetailResponse} booking
   * @param {TimeSpan} times
   */
  #update(booking, { startAt, endAt }) {
    const { id, lastUpdatedAt } = booking;
    return this.#requestDialog.send("update", {
      booking: id,
      body: { startAt, endAt, lastUpdatedAt },
      about: aboutMove(booking, { startAt, endAt }),
    });
  }

  /**
   * @param {BookingDetailResponse} booking
   * @param {TimeSpan} times
   * @param {OtherPort} port
   */
  #switch(booking, { startAt, endAt }, { evseId, name }) {
    return this.#requestDialog.send("switch", {
      booking: booking.id,
      body: { evseId: this.#port?.evseId, toEvseId: evseId, startAt, endAt },
      about: { ...aboutMove(booking, { startAt, endAt }), port: name },
    });
  }

  /**
   * @param {ApiError} error
   * @param {OtherPort | null} other
   */
  #explain(error, other) {
    const site = { ports: this.#when.availability?.ports ?? [] };
    const evseId = this.#evseIdOf(other);
    const requested = { ...(evseId && { evseId }) };
    this.#requestDialog.explain(error, { site, requested, take: (slot) => this.#take(slot) });
    if (error.type === "slot-unavailable") this.#when.readAfterRefusal(evseId);
  }

  /** @param {Slot} slot */
  #take({ startAt, endAt, evse }) {
    this.#when.set({ startAt, endAt });
    if (evse) this.#elements.port.value = evse === this.#port?.evseId ? "" : String(evse);
    this.#requestDialog.hideOutcome();
    this.#when.read();
    this.#submit.focus();
  }

  /**
   * After a concurrent change: show the version that was seen next to the current one, and continue with the latter.
   * @param {BookingDetailResponse} was
   * @param {BookingDetailResponse} current
   */
  async #showVersions(was, current) {
    const part = query(this.#form, "[data-versions]");
    const { startAt, endAt } = this.#when.time ?? {};
    if (!current.actions.canUpdate) this.#showState("closed");
    else await this.#start(current, { startAt, endAt, evseId: this.#chosen?.evseId });
    fill(part, { was: versionText(was), is: versionText(current) });
    part.hidden = false;
    part.tabIndex = -1;
    part.focus();
  }

  /** @param {string} state */
  #showState(state) {
    showState(this.#form, state);
    this.#submit.hidden = state !== "ready";
  }
}

/**
 * The texts of a reschedule in the list of tasks.
 * @param {BookingDetailResponse} booking
 * @param {TimeSpan} times
 */
const aboutMove = (booking, times) => ({
  place: text("place", { site: booking.site.name, port: portsText(booking.ports) }),
  from: spanText(booking),
  to: spanText({ ...times, timezone: booking.timezone }),
});

const whereText = (/** @type {ZonedTimes} */ times, /** @type {string} */ port) =>
  text("when-where", { when: spanText(times), port });

const versionText = (/** @type {BookingDetailResponse} */ booking) =>
  text("version", {
    when: spanText(booking),
    port: portsText(booking.ports),
    status: text(`status-${booking.status}`),
  });
