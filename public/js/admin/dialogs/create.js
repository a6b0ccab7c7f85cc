// The dialog that creates a booking for a driver, by the email of the driver app.

import { todayIn } from "../days.js";
import { fill, query } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { RequestDialog } from "./request-dialog.js";
import { TimeFields } from "./time-fields.js";
import { nameText, portChoice, spanText } from "../labels.js";

/**
 * @import { AnySiteResponse } from "../../api/schema.d.ts"
 * @import { ApiError } from "../../api/client.js"
 * @import { TaskRunner } from "../task-runner.js"
 * @import { Slot } from "../../booking/alternatives.js"
 * @import { Fields } from "./time-fields.js"
 * @import { Driver } from "../labels.js"
 * @typedef {{ evseId?: number | null, startAt?: string, endAt?: string }} Proposal
 * @typedef {Proposal & { site?: number | null, driver?: Driver }} NewBooking
 */

export class CreateDialog {
  #dialog;
  #form;
  #elements;
  #email;
  #requestDialog;
  #when;
  #sites;
  /** @type {Driver} */
  #driver;

  /**
   * `sites()` returns every site.
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
    query(this.#form, '[data-action="other-driver"]').addEventListener("click", () => {
      this.#choose(undefined);
      this.#email.focus();
    });
  }

  /**
   * Open it, filled in as far as is known. Resolves to whether a request was sent.
   * @param {NewBooking} proposal
   */
  open({ site = null, evseId = null, startAt, endAt, driver }) {
    const whenClosed = this.#requestDialog.open();
    this.#choose(driver);
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
    this.#firstToFill.focus();
  }

  /**
   * Book for this driver; undefined for one whose email is entered.
   * @param {Driver} driver
   */
  #choose(driver) {
    this.#driver = driver;
    query(this.#form, "[data-driver-chosen]").hidden = driver === undefined;
    query(this.#form, "[data-driver-email]").hidden = driver !== undefined;
    fill(this.#form, { driver: driver && nameText(driver) });
  }

  get #firstToFill() {
    if (!this.#site) return this.#elements.site;
    return this.#driver ? this.#elements.start : this.#email;
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
    const ports = this.#when.availability?.ports ?? [];
    port.replaceChildren(any, ...ports.map((one) => new Option(portChoice(one), String(one.evseId))));
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
        ...(this.#driver ? { userId: this.#driver.userId } : { email: this.#email.value.trim() }),
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
    const hasDriver = this.#driver !== undefined || this.#email.checkValidity();
    if (!hasDriver) this.#requestDialog.markField("email", text("need-email"));
    return this.#site !== null && fault === null && hasDriver;
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
    const site = { ports: this.#when.availability?.ports ?? [] };
    const requested = { ...(evseId && { evseId }) };
    this.#requestDialog.explain(error, { site, requested, take: (slot) => this.#take(slot) });
    if (error.type === "slot-unavailable") this.#when.readAfterRefusal(evseId);
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
