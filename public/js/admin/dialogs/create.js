// A booking for a driver, who is named by the email of the driver app.

import { todayIn } from "../days.js";
import { portName, portWords } from "../../lib/format.js";
import { fill, query } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { RequestDialog } from "./request-dialog.js";
import { TimeFields } from "./time-fields.js";
import { spanText } from "../labels.js";

/**
 * @import { AnySiteResponse, CalendarPortResponse } from "../../api/schema.d.ts"
 * @import { ApiError } from "../../api/client.js"
 * @import { TaskRunner } from "../task-runner.js"
 * @import { Slot } from "../../booking/alternatives.js"
 * @import { Fields } from "./time-fields.js"
 * @typedef {{ evseId?: number | null, startAt?: string, endAt?: string }} Proposal
 */

export class CreateDialog {
  #dialog;
  #form;
  #elements;
  #email;
  #requestDialog;
  #when;
  #sites;

  /**
   * `sites()` gives every site.
   * @param {HTMLDialogElement} dialog
   * @param {TaskRunner} taskRunner
   * @param {{ sites: () => AnySiteResponse[] }} page
   */
  constructor(dialog, taskRunner, { sites }) {
    this.#dialog = dialog;
    this.#form = query(dialog, "form");
    this.#elements = /** @type {Fields} */ (this.#form.elements);
    this.#email = query(dialog, 'input[type="email"]');
    this.#requestDialog = new RequestDialog(dialog, taskRunner);
    this.#when = new TimeFields(this.#form, () => this.#draw());
    this.#sites = sites;
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event));
    this.#elements.site.addEventListener("change", () => this.#onSite());
    this.#elements.port.addEventListener("change", () => this.#draw());
  }

  /**
   * Open it, filled in as far as is known. Resolves to whether a request was sent.
   * @param {Proposal & { site?: number | null }} proposal
   */
  open({ site = null, evseId = null, startAt, endAt }) {
    const whenClosed = this.#requestDialog.open();
    this.#elements.site.value = String(site ?? "");
    this.#start({ evseId, startAt, endAt });
    return whenClosed;
  }

  refresh() {
    if (this.#dialog.open && this.#site) this.#when.read();
  }

  get #site() {
    return this.#sites().find(({ id }) => id === Number(this.#elements.site.value)) ?? null;
  }

  /** @param {Proposal} proposal */
  async #start({ evseId = null, startAt, endAt }) {
    const site = this.#site;
    this.#when.forget(site?.id ?? null);
    this.#offerPorts(evseId);
    this.#elements.day.value ||= todayIn(site?.timezone ?? "UTC");
    if (site && startAt && endAt) await this.#when.open(site.id, { startAt, endAt });
    else await this.#when.read();
    this.#show(evseId);
    (startAt ? this.#email : this.#elements.site).focus();
  }

  async #onSite() {
    this.#when.forget(this.#site?.id ?? null);
    this.#offerPorts(null);
    await this.#when.read();
    this.#show(null);
  }

  /** @param {number | null} evseId */
  #show(evseId) {
    this.#offerPorts(evseId);
    this.#when.propose();
    this.#draw();
  }

  /** @param {number | null} chosen */
  #offerPorts(chosen) {
    const { port } = this.#elements;
    const [any] = port.options;
    const ports = this.#when.picture?.ports ?? [];
    const words = (/** @type {CalendarPortResponse} */ one) =>
      one.maxPowerKw ? portWords("port-line", one) : portName(one);
    port.replaceChildren(any, ...ports.map((one) => new Option(words(one), String(one.evseId))));
    port.value = ports.some(({ evseId }) => evseId === chosen) ? String(chosen) : "";
  }

  #draw() {
    const { time } = this.#when;
    this.#when.draw(this.#port);
    fill(this.#form, { chosen: time ? spanText({ ...time, timezone: this.#site?.timezone }) : "" });
  }

  get #port() {
    return Number(this.#elements.port.value) || null;
  }

  /** @param {SubmitEvent} event */
  async #onSubmit(event) {
    event.preventDefault();
    if (this.#requestDialog.isBusy) return;
    this.#requestDialog.hideOutcome();
    const { time } = this.#when;
    const site = this.#site;
    if (!this.#isWhole() || !time || !site) return this.#form.querySelector('[aria-invalid="true"]')?.focus();
    const { startAt, endAt } = time;
    const evseId = this.#port;
    const error = await this.#requestDialog.send("create", {
      body: {
        locationId: site.id,
        ...(evseId ? { evseId } : { evseCriteria: {} }),
        startAt,
        endAt,
        email: this.#email.value.trim(),
      },
      about: {
        place: text("place", { site: site.name, port: this.#elements.port.selectedOptions[0].text }),
        to: spanText({ startAt, endAt, timezone: site.timezone }),
      },
    });
    if (error) this.#explain(error, evseId);
    else this.#email.value = "";
  }

  #isWhole() {
    const { fault } = this.#when;
    if (!this.#site) this.#requestDialog.markField("locationId", text("need-site"));
    else if (fault) this.#requestDialog.markField(...fault);
    if (!this.#email.checkValidity()) this.#requestDialog.markField("email", text("need-email"));
    return this.#site !== null && fault === null && this.#email.checkValidity();
  }

  /**
   * @param {ApiError} error
   * @param {number | null} evseId
   */
  #explain(error, evseId) {
    if (error.type === "driver-not-found") {
      this.#requestDialog.markField("email", text("driver-not-found"));
      return this.#email.focus();
    }
    const site = { ports: this.#when.picture?.ports ?? [] };
    const requested = { ...(evseId && { evseId }) };
    this.#requestDialog.explain(error, { site, requested, take: (slot) => this.#take(slot) });
    if (error.type === "slot-unavailable") this.#when.read();
  }

  /** @param {Slot} slot */
  #take({ startAt, endAt, evse }) {
    this.#when.set({ startAt, endAt });
    if (evse) this.#elements.port.value = String(evse);
    this.#requestDialog.hideOutcome();
    this.#when.read();
    this.#email.focus();
  }
}
