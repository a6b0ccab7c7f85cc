// The filter bar of the list. The filters are in the address, except the driver's email: it is looked up once, and the
// driver's id is the filter then.

import { findDriver } from "../api/admin-client.js";
import { presetDays, todayIn, zoneOf } from "./days.js";
import { ApiError } from "../api/client.js";
import { closest, fill, query, say, errorText } from "../lib/dom.js";
import { text, word } from "../lib/i18n.js";
import { dayText } from "./labels.js";
import { readState } from "./url-state.js";

/**
 * @import { AnySiteResponse, FoundDriverResponse } from "../api/schema.d.ts"
 * @import { State } from "./url-state.js"
 * @typedef {"status" | "site" | "from" | "to"} Field
 */

const NUMBERS = ["site"];
const PAST = ["yesterday", "last-week"];
/** @type {Field[]} */
const FIELDS = ["status", "site", "from", "to"];

export class Filters {
  #form;
  #go;
  #sites;
  #email = query(document, "input#driver-email");
  #toggle = query(document, "button#filters-toggle");
  #state = readState("");
  /** @type {FoundDriverResponse | null} */
  #driver = null;

  /**
   * `go(changes)` is called with the chosen filters; `sites()` returns every site.
   * @param {HTMLFormElement} form
   * @param {{ go: (changes: Partial<State>) => unknown, sites: () => AnySiteResponse[] }} page
   */
  constructor(form, { go, sites }) {
    this.#form = form;
    this.#go = go;
    this.#sites = sites;
    form.addEventListener("change", ({ target }) => this.#onChange(/** @type {HTMLInputElement} */ (target)));
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    form.addEventListener("click", ({ target }) => this.#onClick(closest(target, "button")));
    this.#toggle.addEventListener("click", () => this.#showOnPhone(!this.#form.hasAttribute("data-open")));
  }

  /**
   * Show the filters of a state.
   * @param {State} state
   */
  draw(state) {
    this.#state = state;
    const elements = /** @type {HTMLFormControlsCollection & Record<Field, HTMLInputElement>} */ (
      this.#form.elements
    );
    for (const name of FIELDS) {
      if (elements[name] !== document.activeElement) elements[name].value = String(state[name] ?? "");
    }
    for (const preset of this.#form.querySelectorAll("[data-days]")) {
      const { from, to } = this.#daysOf(preset.dataset.days);
      const isStatus = Boolean(preset.dataset.status) === this.#isOfNoShows;
      preset.ariaPressed = String(from === state.from && to === state.to && isStatus);
    }
    if (this.#driver?.userId !== state.driver) this.#driver = null;
    this.#drawDriver();
    const isSet = [state.status !== "active", state.site, state.from || state.to, state.driver];
    const active = isSet.filter(Boolean).length;
    this.#toggle.textContent = active ? text("filters-active", { count: active }) : text("filters");
  }

  /** @param {boolean} isOpen */
  #showOnPhone(isOpen) {
    this.#form.toggleAttribute("data-open", isOpen);
    this.#toggle.ariaExpanded = String(isOpen);
  }

  /**
   * Show the driver whose bookings the list has.
   * @param {FoundDriverResponse | undefined} driver
   */
  nameDriver(driver) {
    this.#driver = driver ?? this.#driver;
    this.#drawDriver();
  }

  focus() {
    this.#showOnPhone(true);
    const isChosen = this.#state.driver !== null;
    const target = isChosen ? query(this.#form, '[data-action="any-driver"]') : this.#email;
    target.focus();
  }

  today() {
    this.#go(this.#daysOf("today"));
  }

  /** The filters as a sentence, for screen readers. */
  get sentence() {
    const { status, site, from, to } = this.#state;
    const place = this.#sites().find(({ id }) => id === site)?.name ?? text("caption-all-sites");
    const days = [
      from && text("caption-from", { day: dayText(from) }),
      to && text("caption-to", { day: dayText(to) }),
    ];
    const driver = this.#driver && text("caption-driver", { driver: this.#driver.email });
    return [text("caption", { status: word("caption-status", status), place }), ...days, driver]
      .filter(Boolean)
      .join(" ");
  }

  /** @param {HTMLInputElement} field */
  #onChange({ name, value }) {
    if (!name) return;
    this.#go({ [name]: NUMBERS.includes(name) ? Number(value) || null : value || null });
  }

  /** @param {SubmitEvent} event */
  async #onSubmit(event) {
    event.preventDefault();
    const email = this.#email.value.trim();
    if (email === "") return;
    say("driver-error", "");
    try {
      const { body } = await findDriver(email);
      this.#email.value = "";
      this.#driver = body;
      this.#go({ driver: body.userId });
      this.focus();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const isUnusable = ["driver-not-found", "invalid-request"].includes(error.type);
      say("driver-error", isUnusable ? text("driver-not-found") : errorText(error));
    }
  }

  /** @param {HTMLButtonElement | null} button */
  #onClick(button) {
    const { days, status, action } = button?.dataset ?? {};
    if (days) this.#go({ ...this.#daysOf(days), status: status ?? this.#statusFor(days) });
    if (action !== "any-driver") return;
    this.#go({ driver: null });
    this.#email.focus();
  }

  /** Whether the days and the status are those of the preset for no-shows. */
  get #isOfNoShows() {
    const { from, to, status } = this.#state;
    const days = this.#daysOf("last-week");
    return status === "no-show" && from === days.from && to === days.to;
  }

  /**
   * The status for the days of a preset: the current one, but on past days no booking is active.
   * @param {string} days
   */
  #statusFor(days) {
    const status = this.#isOfNoShows ? "active" : this.#state.status;
    return status === "active" && PAST.includes(days) ? "any" : status;
  }

  /** @param {string | undefined} preset */
  #daysOf(preset) {
    return presetDays(preset, todayIn(zoneOf(this.#sites(), this.#state.site)));
  }

  #drawDriver() {
    const { driver: id } = this.#state;
    query(this.#form, "[data-driver-chosen]").hidden = id === null;
    query(this.#form, "[data-driver-search]").hidden = id !== null;
    if (id !== null) fill(this.#form, { driver: this.#driver?.email ?? text("driver-number", { id }) });
  }
}
