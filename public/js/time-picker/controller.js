// The controller of a page's time picker: reads what is free, has it drawn, and takes what the driver chooses.

import { ApiError } from "../api/client.js";
import { listAlternatives } from "../booking/alternatives.js";
import { hideOutcome } from "../booking/outcome.js";
import { focusOn, say, showError, showState } from "../lib/dom.js";
import { agoText, timeText } from "../lib/format.js";
import { text } from "../lib/i18n.js";
import { addDays } from "../lib/site-time.js";
import { draftChange } from "../state/draft.js";
import { slotsFor } from "./slots.js";
import { startAtPointer } from "./timeline.js";

const part = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 899px)");

export class TimePicker {
  /** What can be chosen, as it was last drawn; null before that. */
  plan = null;

  #form;
  #week;
  #choice;
  #submission;
  #page;
  #when = part("when");
  #outcome = part("outcome");

  /**
   * `page` is what each page does in its own way:
   *   site()               the site, null before it is read
   *   drawPlan(plan, lost) draws the page; `lost()` words the loss of a start that was chosen and does not fit any more
   *   dropDate()           gives up a date that cannot be booked
   *   refresh()            reads again what may be old; `onStale()` is told where that failed
   *   onChoice()           is told that something was chosen
   *   isMissing(error)     whether an error of reading is that of the whole page, which then shows it
   */
  constructor(form, { week, choice, submission, page }) {
    this.#form = form;
    this.#week = week;
    this.#choice = choice;
    this.#submission = submission;
    this.#page = page;
    form.addEventListener("change", (event) => this.#onChange(event));
    form.addEventListener("click", (event) => this.#onClick(event));
    part("timeline").addEventListener("click", (event) => this.#onTap(event));
    week.autoRefresh(() => this.refresh());
  }

  // Reading

  /** Do what reads from the server, and show its trouble in the part of the page that it is for. */
  async read(shown, retry, act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!this.#page.isMissing?.(error)) showError(shown, error, retry);
    }
  }

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
        this.draw(() => text("start-gone", { time: timeText(before.wall) }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      say("stale-day", text("stale-day", { when: agoText((Date.now() - this.#week.readAt) / 1000) }));
      this.#page.onStale?.();
    }
  }

  // Drawing

  /** Draw everything anew. `lost` words the loss of a start that was chosen and does not fit any more. */
  draw(lost = () => text("start-unfit")) {
    const site = this.#page.site();
    if (site === null || this.#week.picture === null) return;
    this.plan = slotsFor(site, this.#week.picture, this.#choice);
    this.#page.drawPlan(this.plan, lost);
  }

  // What the driver does

  async #onChange({ target }) {
    const change = draftChange(target, this.#form.dataset, this.plan?.date);
    if (change === null) return;
    this.choose(change);
    if (target.name !== "date") return;
    if (narrow.matches && !target.matches(":focus-visible")) focusOn(part("day-title"));
    await this.showDay();
  }

  /** Read what more there is to know of the day chosen. */
  async showDay() {
    await this.read(
      this.#when,
      () => this.refresh(),
      () => this.#week.lookAt(this.#choice.date),
    );
    this.draw();
  }

  #onClick({ target }) {
    const button = target.closest("button");
    const { week: days } = button?.dataset ?? {};
    if (days && button.ariaDisabled !== "true") this.#goTo(addDays(this.#week.firstDay, Number(days)));
  }

  #goTo(date) {
    Object.assign(this.#choice, { date: null, start: null });
    return this.loadDays([date, this.#week.picture.firstDay].sort().at(-1));
  }

  /** A tap on the picture of free time chooses the start nearest to it, on that port's row. */
  #onTap(event) {
    const nearest = startAtPointer(event, this.plan);
    if (nearest) this.choose({ start: nearest.start, date: this.plan.date });
  }

  /** Take a choice. An outcome that it answers goes; what is not known yet stays until it is. */
  choose(change) {
    Object.assign(this.#choice, change);
    this.#page.onChoice?.();
    if (this.#outcome.dataset.state !== "unknown") hideOutcome(this.#outcome);
    this.draw();
  }

  // After a refusal

  /** The start chosen is taken: offer others instead. `asked` is the port or request; `changeFor(slot)` takes one. */
  offerAlternatives(alternatives, asked, changeFor) {
    this.#choice.start = null;
    this.draw();
    const take = (slot) => this.#take(slot, changeFor);
    listAlternatives(this.#outcome, alternatives, this.#page.site(), { asked, take });
    this.refresh();
  }

  async #take(slot, changeFor) {
    const date = slot.startAt.slice(0, 10);
    if (date < this.#week.firstDay || date > this.#week.lastDay) await this.#goTo(date);
    this.choose({ ...changeFor(slot), date });
    part("submit").focus();
  }
}
