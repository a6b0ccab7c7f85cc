// Controller of the time picker: reads the availability, has it drawn, and handles the driver's choices.

import { ApiError } from "../api/client.js";
import { listAlternatives } from "../booking/alternatives.js";
import { hideOutcome } from "../booking/outcome.js";
import { autoRefresh } from "../lib/auto-refresh.js";
import { byId, closest, focusOn, keepInPlace, say, showError, showState } from "../lib/dom.js";
import { agoText, timeText } from "../lib/format.js";
import { text } from "../lib/i18n.js";
import { addDays } from "../lib/site-time.js";
import { meetsRequirements } from "../sites/requirements.js";
import { draftChange } from "../state/draft.js";
import { slotsFor } from "./slots.js";
import { startAtPointer } from "./timeline.js";

/**
 * @import { AlternativesResponse } from "../api/schema.d.ts"
 * @import { Slot } from "../booking/alternatives.js"
 * @import { WeekAvailability } from "./availability.js"
 * @import { Choice, Plan, Site } from "./slots.js"
 *
 * @typedef {object} PickerPage The parts that differ by page.
 * @property {() => Site | null} site The site, null before it is read.
 * @property {(plan: Plan, lost: () => string) => void} drawPlan Draws the page; `lost()` is the text about a chosen
 *   start that is no longer available.
 * @property {() => unknown} dropDate Removes a date that cannot be booked.
 * @property {() => Promise<unknown>} refresh Reads again what may be stale.
 * @property {() => void} [onStale] Called if that failed.
 * @property {() => void} [onChoice] Called after a choice.
 * @property {(error: ApiError) => boolean} [isMissing] Whether a read error concerns the whole page, which shows it
 *   then.
 */

const narrow = matchMedia("(max-width: 899px)");

export class TimePicker {
  /** @type {Plan | null} What can be chosen, as it was last drawn; null before that. */
  plan = null;

  #form;
  #week;
  #choice;
  #submission;
  #page;
  #when = byId("when");
  #outcome = byId("outcome");

  /**
   * @param {HTMLFormElement} form
   * @param {{ week: WeekAvailability, choice: Choice, submission: { isUnresolved: boolean }, page: PickerPage }} parts
   */
  constructor(form, { week, choice, submission, page }) {
    this.#form = form;
    this.#week = week;
    this.#choice = choice;
    this.#submission = submission;
    this.#page = page;
    form.addEventListener("change", (event) => this.#onChange(event));
    form.addEventListener("click", (event) => this.#onClick(event));
    byId("timeline").addEventListener("click", (event) => this.#onTap(event));
    autoRefresh(
      () => week.readAt,
      () => this.refresh(),
    );
  }

  // Reading

  /**
   * Run a read from the server, and show its error in the part of the page that it is for.
   * @param {HTMLElement} shown
   * @param {() => unknown} retry
   * @param {() => Promise<unknown>} act
   */
  async read(shown, retry, act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!this.#page.isMissing?.(error)) showError(shown, error, retry);
    }
  }

  /**
   * @param {string | null} date
   * @returns {Promise<void>}
   */
  loadDays(date) {
    showState(this.#when, "loading");
    const retry = () => this.loadDays(date);
    return this.read(this.#when, retry, async () => {
      if (!(await this.#week.load(date))) this.#page.dropDate();
      await this.#week.lookAt(this.#choice.date);
      this.draw();
    });
  }

  /** What is old stays on the page, and is called old, while it cannot be read again. */
  async refresh() {
    if (this.plan === null || this.#submission.isUnresolved) return;
    const { start: before } = this.plan;
    try {
      await this.#page.refresh();
      say("stale-day", "");
      if (!this.#submission.isUnresolved)
        this.draw(() => text("start-gone", { time: before && timeText(before.wall) }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      say("stale-day", text("stale-day", { when: agoText((Date.now() - this.#week.readAt) / 1000) }));
      this.#page.onStale?.();
    }
  }

  // Drawing

  /** Draw everything again. `lost` words the loss of a start that was chosen and does not fit any more. */
  draw(lost = () => text("start-unfit")) {
    const site = this.#page.site();
    if (site === null || this.#week.data === null) return;
    this.plan = slotsFor(site, this.#week.data, this.#choice);
    this.#page.drawPlan(this.plan, lost);
  }

  // What the driver does

  /** @param {Event} event */
  async #onChange({ target }) {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const change = draftChange(target, this.#form.dataset, this.plan?.date);
    if (change === null) return;
    keepInPlace(target, () => this.choose(change));
    if (target.name !== "date") return;
    if (narrow.matches && !target.matches(":focus-visible")) focusOn(byId("day-title"));
    await this.showDay();
  }

  /** Read the additional data of the chosen day. */
  async showDay() {
    await this.read(
      this.#when,
      () => this.refresh(),
      () => this.#week.lookAt(this.#choice.date),
    );
    this.draw();
  }

  /** @param {Event} event */
  #onClick({ target }) {
    const button = closest(target, "button[data-week]");
    const days = button?.dataset.week;
    if (days && button.ariaDisabled !== "true") this.#goTo(addDays(this.#week.firstDay, Number(days)));
  }

  /** @param {string} date */
  #goTo(date) {
    Object.assign(this.#choice, { date: null, start: null });
    const { firstDay } = this.#week.days;
    return this.loadDays(date > firstDay ? date : firstDay);
  }

  /**
   * A tap on the timeline chooses the nearest start and the port of that row.
   * @param {MouseEvent} event
   */
  #onTap(event) {
    const nearest = this.plan && startAtPointer(event, this.plan);
    if (this.plan && nearest) this.choose({ start: nearest.start, date: this.plan.date, evse: nearest.evse });
  }

  /**
   * Apply a choice. It hides the outcome of the last submission, unless that is unknown.
   * @param {Partial<Choice>} change
   */
  choose(change) {
    Object.assign(this.#choice, change);
    this.#page.onChoice?.();
    if (this.#outcome.dataset.state !== "unknown") hideOutcome(this.#outcome);
    this.draw();
  }

  // After a refusal

  /**
   * Offer alternatives to the taken start. `requested` is the port or request; `changeFor(slot)` is the choice of one.
   * @param {AlternativesResponse | undefined} alternatives
   * @param {{ evseId?: number | null }} requested
   * @param {(slot: Slot) => Partial<Choice>} changeFor
   */
  offerAlternatives(alternatives, requested, changeFor) {
    this.#choice.start = null;
    this.draw();
    const { connector } = this.#choice;
    const ports = this.#page.site()?.ports ?? [];
    const site = { ports: ports.filter((port) => meetsRequirements(port, { connector, kw: 0 })) };
    const take = (/** @type {Slot} */ slot) => this.#take(slot, changeFor);
    listAlternatives(this.#outcome, alternatives, site, { requested, take });
    this.refresh();
  }

  /**
   * @param {Slot} slot
   * @param {(slot: Slot) => Partial<Choice>} changeFor
   */
  async #take(slot, changeFor) {
    const date = slot.startAt.slice(0, 10);
    if (date < this.#week.firstDay || date > this.#week.lastDay) await this.#goTo(date);
    this.choose({ ...changeFor(slot), date });
    byId("submit").focus();
  }
}
