// Another time for a booking, which Ampeco decides as a change; or another port, which it knows no change for: then the
// new port is booked first, and the old booking is cancelled once that is accepted.

import { readBookingById } from "../../api/admin-client.js";
import { ApiError } from "../../api/client.js";
import { portName } from "../../lib/format.js";
import { fill, showState, showError } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { pendingTaskOf } from "../task-store.js";
import { RequestDialog } from "./request-dialog.js";
import { TimeFields } from "./time-fields.js";
import { portsText, spanText } from "../labels.js";

export class RescheduleDialog {
  #dialog;
  #form;
  #requestDialog;
  #when;
  #booking = null;
  #port = null;

  constructor(dialog, taskRunner) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector("form");
    this.#requestDialog = new RequestDialog(dialog, taskRunner);
    this.#when = new TimeFields(this.#form, () => this.#draw());
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event));
    this.#form.elements.port.addEventListener("change", () => this.#draw());
  }

  /** Open it for a booking's number, with the times and the port proposed. Resolves to whether a request was sent. */
  open({ booking: id, startAt, endAt, evseId }) {
    const closed = this.#requestDialog.open();
    this.#booking = null;
    this.#when.forget();
    fill(this.#form, { id: String(id) });
    this.#form.querySelector("[data-versions]").hidden = true;
    this.#load(id, { startAt, endAt, evseId });
    return closed;
  }

  refresh() {
    if (this.#dialog.open && this.#booking) this.#when.read();
  }

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

  async #start(booking, { startAt = booking.startAt, endAt = booking.endAt, evseId }) {
    this.#booking = booking;
    this.#port = booking.ports?.[0] ?? null;
    this.#showState("ready");
    this.#offerPorts([], null);
    const own = { ...booking, evseIds: (booking.ports ?? []).map((port) => port.evseId) };
    await this.#when.open(booking.site.id, { startAt, endAt, own });
    this.#offerPorts(this.#when.picture?.ports ?? [], evseId ?? null);
    this.#form.elements.start.focus();
    this.#draw();
  }

  /** The booking's own port first: "" stands for it, so that it can stay where Ampeco does not tell it. */
  #offerPorts(ports, chosen) {
    const { port } = this.#form.elements;
    const others = ports.filter(({ evseId }) => evseId !== this.#port?.evseId);
    const own = text("port-stays", { port: portsText(this.#booking.ports) });
    port.replaceChildren(
      new Option(own, ""),
      ...others.map((other) => new Option(portName(other), other.evseId)),
    );
    port.value = chosen !== null && others.some(({ evseId }) => evseId === chosen) ? chosen : "";
  }

  get #chosen() {
    const { options, selectedIndex, value } = this.#form.elements.port;
    return value && value !== String(this.#port?.evseId)
      ? { evseId: Number(value), name: options[selectedIndex].text }
      : null;
  }

  #draw() {
    if (this.#booking === null || this.#form.dataset.state !== "ready") return;
    const { timezone } = this.#booking;
    const { time } = this.#when;
    const other = this.#chosen;
    this.#when.draw(other?.evseId ?? this.#port?.evseId ?? null);
    fill(this.#form, {
      old: whereText(this.#booking, portsText(this.#booking.ports)),
      new: time ? whereText({ ...time, timezone }, other?.name ?? portsText(this.#booking.ports)) : "–",
      steps: other ? text("move-steps", { port: other.name, booking: this.#booking.id }) : "",
    });
    const words = other ? text("move-replace", { port: other.name }) : text("move-ask");
    this.#submit.textContent = words;
  }

  get #submit() {
    return this.#form.querySelector('[type="submit"]');
  }

  async #onSubmit(event) {
    event.preventDefault();
    if (this.#requestDialog.isBusy || this.#booking === null) return;
    const { time, fault } = this.#when;
    this.#requestDialog.hideOutcome();
    if (fault) return this.#requestDialog.markField(...fault);
    const other = this.#chosen;
    if (!other && isSame(this.#booking, time))
      return this.#requestDialog.markField("startAt", text("move-same"));
    const error = await (other ? this.#replace(time, other) : this.#update(time));
    if (error?.type === "booking-changed") return this.#showVersions(error.problem.current);
    if (error) this.#explain(error, other);
  }

  #update({ startAt, endAt }) {
    const { id, lastUpdatedAt } = this.#booking;
    return this.#requestDialog.send("update", {
      booking: id,
      body: { startAt, endAt, lastUpdatedAt },
      about: this.#about({ startAt, endAt }),
    });
  }

  #replace({ startAt, endAt }, { evseId, name }) {
    const { id, site, driver } = this.#booking;
    const requestDialog = {
      locationId: site.id,
      evseId,
      startAt,
      endAt,
      userId: driver?.userId,
      replaces: id,
    };
    return this.#requestDialog.send("replace", {
      booking: id,
      body: requestDialog,
      about: { ...this.#about({ startAt, endAt }), port: name },
    });
  }

  #about(times) {
    const { site, ports, timezone } = this.#booking;
    return {
      place: text("place", { site: site.name, port: portsText(ports) }),
      from: spanText(this.#booking),
      to: spanText({ ...times, timezone }),
    };
  }

  #explain(error, other) {
    const site = { ports: this.#when.picture?.ports ?? [] };
    const asked = { evseId: other?.evseId ?? this.#port?.evseId };
    this.#requestDialog.explain(error, { site, asked, take: (window) => this.#take(window) });
    if (error.type === "slot-unavailable") this.#when.read();
  }

  #take({ startAt, endAt, evse }) {
    this.#when.set({ startAt, endAt });
    if (evse) this.#form.elements.port.value = evse === this.#port?.evseId ? "" : evse;
    this.#requestDialog.hideOutcome();
    this.#when.read();
    this.#submit.focus();
  }

  /** Somebody was quicker: show what was seen beside what is, and go on from there. */
  async #showVersions(current) {
    const part = this.#form.querySelector("[data-versions]");
    const was = this.#booking;
    const { startAt, endAt } = this.#when.time;
    if (!current.actions.canUpdate) this.#showState("closed");
    else await this.#start(current, { startAt, endAt, evseId: this.#chosen?.evseId });
    fill(part, { was: versionText(was), is: versionText(current) });
    part.hidden = false;
    part.tabIndex = -1;
    part.focus();
  }

  #showState(state) {
    showState(this.#form, state);
    this.#submit.hidden = state !== "ready";
  }
}

const isSame = (booking, { start, end }) =>
  Date.parse(booking.startAt) === start && Date.parse(booking.endAt) === end;

const whereText = (times, port) => text("when-where", { when: spanText(times), port });

const versionText = (booking) =>
  text("version", {
    when: spanText(booking),
    port: portsText(booking.ports),
    status: text(`status-${booking.status}`),
  });
