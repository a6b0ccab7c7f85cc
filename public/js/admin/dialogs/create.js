// A booking for a driver, who is named by the email of the driver app.

import { todayIn } from "../days.js";
import { portDetail, portName } from "../../lib/format.js";
import { fill } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { RequestDialog } from "./request-dialog.js";
import { TimeFields } from "./time-fields.js";
import { spanText } from "../labels.js";

export class CreateDialog {
  #dialog;
  #form;
  #elements;
  #email;
  #requestDialog;
  #when;
  #sites;

  /** `sites()` gives every site. */
  constructor(dialog, taskRunner, { sites }) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector("form");
    this.#elements = this.#form.elements;
    this.#email = dialog.querySelector('[type="email"]');
    this.#requestDialog = new RequestDialog(dialog, taskRunner);
    this.#when = new TimeFields(this.#form, () => this.#draw());
    this.#sites = sites;
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event));
    this.#elements.site.addEventListener("change", () => this.#onSite());
    this.#elements.port.addEventListener("change", () => this.#draw());
  }

  /** Open it, filled in as far as is known. Resolves to whether a request was sent. */
  open({ site = null, evseId = null, startAt, endAt }) {
    const closed = this.#requestDialog.open();
    this.#elements.site.value = site ?? "";
    this.#start({ evseId, startAt, endAt });
    return closed;
  }

  refresh() {
    if (this.#dialog.open && this.#site) this.#when.read();
  }

  get #site() {
    return this.#sites().find(({ id }) => id === Number(this.#elements.site.value)) ?? null;
  }

  async #start({ evseId, startAt, endAt }) {
    const { timezone } = this.#site ?? {};
    this.#when.forget(this.#site?.id ?? null);
    this.#offerPorts(evseId);
    this.#elements.day.value ||= todayIn(timezone ?? "UTC");
    if (startAt) await this.#when.open(this.#site.id, { startAt, endAt });
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

  #show(evseId) {
    this.#offerPorts(evseId);
    this.#when.propose();
    this.#draw();
  }

  #offerPorts(chosen) {
    const { port } = this.#elements;
    const [any] = port.options;
    const ports = this.#when.picture?.ports ?? [];
    const words = (one) =>
      one.maxPowerKw ? text("port-line", { port: portName(one), detail: portDetail(one) }) : portName(one);
    port.replaceChildren(any, ...ports.map((one) => new Option(words(one), one.evseId)));
    port.value = ports.some(({ evseId }) => evseId === chosen) ? chosen : "";
  }

  #draw() {
    const { time } = this.#when;
    this.#when.draw(this.#port);
    const { timezone } = this.#site ?? {};
    fill(this.#form, { chosen: time ? spanText({ ...time, timezone }) : "" });
  }

  get #port() {
    return Number(this.#elements.port.value) || null;
  }

  async #onSubmit(event) {
    event.preventDefault();
    if (this.#requestDialog.isBusy) return;
    this.#requestDialog.hideOutcome();
    if (!this.#isWhole()) return this.#form.querySelector('[aria-invalid="true"]')?.focus();
    const { startAt, endAt } = this.#when.time;
    const site = this.#site;
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

  #explain(error, evseId) {
    if (error.type === "driver-not-found") {
      this.#requestDialog.markField("email", text("driver-not-found"));
      return this.#email.focus();
    }
    const site = { ports: this.#when.picture?.ports ?? [] };
    const asked = { ...(evseId && { evseId }) };
    this.#requestDialog.explain(error, { site, asked, take: (window) => this.#take(window) });
    if (error.type === "slot-unavailable") this.#when.read();
  }

  #take({ startAt, endAt, evse }) {
    this.#when.set({ startAt, endAt });
    if (evse) this.#elements.port.value = evse;
    this.#requestDialog.hideOutcome();
    this.#when.read();
    this.#email.focus();
  }
}
