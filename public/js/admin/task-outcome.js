// What staff tell the driver once a task is done: the port, the link of a new booking, and whether an email says it.

import { readBookingById } from "../api/admin-client.js";
import { ApiError } from "../api/client.js";
import { fill, query, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { HandOver, notifiedText } from "./hand-over.js";
import { mailUrl, phoneText, phoneUrl, portLine, setHref } from "./labels.js";

/**
 * @import { BookingDetailResponse } from "../api/schema.d.ts"
 * @import { Step, Task } from "./task-store.js"
 */

const WITH_LINK = ["create", "switch"]; // the driver does not have the link of a new booking

export class TaskOutcome {
  #part;
  #handOver;
  #isReading = false;
  #isKnown = false;

  /** @param {HTMLElement} part */
  constructor(part) {
    this.#part = part;
    this.#handOver = new HandOver(query(part, "[data-hand-over]"));
  }

  /**
   * Read the booking of a task that is done, once; again as long as its port is not known. It is not stored in the tab,
   * since it has the driver's contact data.
   * @param {Task} task
   */
  async draw({ state, step, result, booking }) {
    const id = result ?? booking;
    if (state !== "done" || id === undefined || this.#isReading || this.#isKnown) return;
    this.#isReading = true;
    try {
      const { body } = await readBookingById(id);
      this.#show(step, body);
      this.#isKnown = Boolean(body.ports?.length) || !WITH_LINK.includes(step);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // it is read again when the tasks are drawn next
    } finally {
      this.#isReading = false;
    }
  }

  /**
   * @param {Step} step
   * @param {BookingDetailResponse} booking
   */
  #show(step, booking) {
    const { ports = [], driver, handOver } = booking;
    const isNew = WITH_LINK.includes(step);
    const isNotified = handOver?.changesEmailed;
    const contact = isNotified ? undefined : driver;
    fill(this.#part, {
      ports: isNew ? ports.map((one) => text("request-port", { port: portLine(one) })).join("; ") : "",
      notified: isNotified ? notifiedText(booking) : "",
      phone: contact?.phone && text("call", { phone: phoneText(contact.phone) }),
      email: contact?.email && text("email", { email: contact.email }),
    });
    setHref(slot(this.#part, "phone"), phoneUrl(contact?.phone));
    setHref(slot(this.#part, "email"), mailUrl(contact?.email));
    query(this.#part, "[data-hand-over]").hidden = !isNew;
    this.#handOver.draw(booking);
    this.#part.hidden = false;
  }
}
