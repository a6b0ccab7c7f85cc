// The search field of the admin page: a booking by its number, a driver by email, a name among the loaded bookings.

import { findDriver } from "../api/admin-client.js";
import { clone, closest, errorText, query, reconcile, say } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { LatestRead } from "./latest-read.js";
import { isNamed } from "./names.js";
import { nameText, spanText, statusText } from "./labels.js";

/**
 * @import { Driver } from "./labels.js"
 * @typedef {{ id: number, status: string, startAt: string, endAt: string, timezone?: string, driver?: Driver }} Loaded
 * @typedef {object} FindPage
 * @property {() => Loaded[]} loaded The bookings that the views have read.
 * @property {(id: number) => unknown} openBooking
 * @property {(userId: number) => unknown} openDriver
 */

const NUMBER = /^#?([1-9]\d{0,14})$/;
const SHOWN = 8;

export class Find {
  #field;
  #results;
  #page;
  #latest = new LatestRead();

  /**
   * @param {HTMLFormElement} form
   * @param {FindPage} page
   */
  constructor(form, page) {
    this.#page = page;
    this.#field = query(form, "input");
    this.#results = query(form, "ul");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#find(this.#field.value.trim());
    });
    this.#field.addEventListener("input", () => this.#clear());
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.#onEscape(event));
    document.addEventListener(
      "click",
      ({ target }) => !form.contains(/** @type {Node} */ (target)) && this.hide(),
    );
    this.#results.addEventListener("click", ({ target }) => {
      const { booking } = closest(target, "button")?.dataset ?? {};
      if (booking) this.#page.openBooking(Number(booking));
    });
  }

  focus() {
    this.#field.focus();
    this.#field.select();
  }

  /** @param {string} words */
  #find(words) {
    this.#clear();
    const number = NUMBER.exec(words)?.[1];
    if (words === "") return;
    if (number) return this.#page.openBooking(Number(number));
    if (words.includes("@")) return this.#findEmail(words);
    return this.#findName(words);
  }

  /** @param {string} email */
  #findEmail(email) {
    return this.#latest.run(
      findDriver(email),
      ({ body }) => {
        this.#field.value = "";
        this.#page.openDriver(body.userId);
      },
      (error) => {
        const isUnknown = ["driver-not-found", "invalid-request"].includes(error.type);
        this.#explain(isUnknown ? text("driver-not-found") : errorText(error));
      },
    );
  }

  /**
   * Open the driver's booking: of several the one that ends next. All of them are listed, to choose another.
   * @param {string} words
   */
  #findName(words) {
    const found = this.#page.loaded().filter(({ driver }) => driver?.name && isNamed(driver.name, words));
    if (found.length === 0) return this.#explain(text("find-no-name"));
    found.sort((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt) || a.id - b.id);
    const next = found.find(({ endAt }) => Date.parse(endAt) > Date.now()) ?? found[found.length - 1];
    if (found.length > 1) this.#list(found, next);
    return this.#page.openBooking(next.id);
  }

  /**
   * @param {Loaded[]} found
   * @param {Loaded} next
   */
  #list(found, next) {
    const first = Math.max(0, Math.min(found.indexOf(next), found.length - SHOWN));
    say("find-announcement", text("find-found", { count: found.length }));
    reconcile(this.#results, found.slice(first, first + SHOWN), {
      key: ({ id }) => id,
      create: () => clone("find-result"),
      update: (item, booking) => {
        const button = query(item, "button");
        button.dataset.booking = String(booking.id);
        button.textContent = text("find-result", {
          driver: nameText(booking.driver),
          when: spanText(booking),
          booking: booking.id,
          status: statusText(booking.status),
        });
      },
    });
    this.#results.hidden = false;
  }

  /** Hide what was found. */
  hide() {
    say("find-announcement", "");
    this.#results.hidden = true;
  }

  #clear() {
    this.#latest.cancel();
    this.hide();
  }

  /**
   * Say why nothing was found, with the words selected, to enter others.
   * @param {string} reason
   */
  #explain(reason) {
    say("find-announcement", reason);
    this.#field.select();
  }

  /** @param {KeyboardEvent} event */
  #onEscape(event) {
    if (this.#results.hidden) return;
    event.preventDefault();
    this.#clear();
    this.#field.focus();
  }
}
