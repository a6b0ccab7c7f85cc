// The bar that is also the sentence of what the list shows. What is chosen stands in the address; the driver's email
// never does: it is asked after once, and then the driver's number is the filter.

import { findDriver } from "../api/admin-client.js";
import { todayIn, weekOf, zoneOf } from "./days.js";
import { ApiError } from "../api/client.js";
import { fill, say, errorText } from "../lib/dom.js";
import { text, word } from "../lib/i18n.js";
import { dayText } from "./labels.js";

const NUMBERS = ["site"];

export class Filters {
  #form;
  #go;
  #sites;
  #email = document.getElementById("driver-email");
  #state = null;
  #driver = null;

  /** `go(changes)` is told what was chosen; `sites()` gives every site. */
  constructor(form, { go, sites }) {
    this.#form = form;
    this.#go = go;
    this.#sites = sites;
    form.addEventListener("change", ({ target }) => this.#onChange(target));
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    form.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")));
  }

  /** Show the filters of a state. */
  draw(state) {
    this.#state = state;
    const { elements } = this.#form;
    for (const name of ["status", "site", "from", "to"]) {
      if (elements[name] !== document.activeElement) elements[name].value = state[name] ?? "";
    }
    for (const preset of this.#form.querySelectorAll("[data-days]")) {
      const { from, to } = this.#daysOf(preset.dataset.days);
      preset.ariaPressed = String(from === state.from && to === state.to);
    }
    if (this.#driver?.userId !== state.driver) this.#driver = null;
    this.#drawDriver();
  }

  /** What the server says whose bookings these are. */
  nameDriver(driver) {
    this.#driver = driver ?? this.#driver;
    this.#drawDriver();
  }

  focus() {
    const isChosen = this.#state.driver !== null;
    const target = isChosen ? this.#form.querySelector('[data-action="any-driver"]') : this.#email;
    target.focus();
  }

  today() {
    this.#go(this.#daysOf("today"));
  }

  /** The sentence of what is shown, for those who do not see the bar. */
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

  #onChange({ name, value }) {
    if (!name) return;
    this.#go({ [name]: NUMBERS.includes(name) ? Number(value) || null : value || null });
  }

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

  #onClick(button) {
    const { days, action } = button?.dataset ?? {};
    if (days) this.#go(this.#daysOf(days));
    if (action !== "any-driver") return;
    this.#go({ driver: null });
    this.#email.focus();
  }

  #daysOf(preset) {
    if (preset === "any") return { from: null, to: null };
    const today = todayIn(zoneOf(this.#sites(), this.#state.site));
    if (preset === "today") return { from: today, to: today };
    return weekOf(today, preset === "next-week" ? 1 : 0);
  }

  #drawDriver() {
    const { driver: id } = this.#state;
    this.#form.querySelector("[data-driver-chosen]").hidden = id === null;
    this.#form.querySelector("[data-driver-search]").hidden = id !== null;
    if (id !== null) fill(this.#form, { driver: this.#driver?.email ?? text("driver-number", { id }) });
  }
}
