// The driver's actions on a booking: reschedule it, or cancel it with some seconds to undo that. The status banner, not
// this section, shows the state of a submitted change.

import { ApiError } from "../api/client.js";
import { scheduleCancel, pendingChange, removeChange, sendChange } from "../state/pending-change.js";
import { RESEND_DELAY, secondsUntil, TICK, UNDO_TIME } from "../state/request-state.js";
import { portName } from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { closest, fill, focusOn, query, rejectionText, showState } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { whenText } from "./booking-links.js";
import { isUndecided, isActive } from "./status-banner.js";

/**
 * @import { BookingResponse } from "../api/schema.d.ts"
 * @import { Change } from "../state/pending-change.js"
 */

const SLOW = 10_000;

/** @type {Record<string, string>} */
const FOCUSED = { ready: '[data-action="cancel"]', due: '[data-action="undo"]' };

export class ChangeActions {
  #section;
  #onSubmitted;
  #onRejected;
  #reference = "";
  #timer = 0;

  /**
   * `onSubmitted(hadFocus)` is called when the network has a change, `onRejected()` when it rejects one.
   * @param {HTMLElement} section
   * @param {{ onSubmitted: (hadFocus: boolean) => unknown, onRejected: () => unknown }} page
   */
  constructor(section, { onSubmitted, onRejected }) {
    this.#section = section;
    this.#onSubmitted = onSubmitted;
    this.#onRejected = onRejected;
    /** @type {Record<string, () => void>} */
    const actions = {
      cancel: () => this.#show("confirm", true),
      keep: () => this.#drop(""),
      confirm: () => this.#startCancel(),
      undo: () => this.#drop(text("undone")),
      retry: () => this.#send("sending-change"),
      check: () => this.#send("checking"),
    };
    section.addEventListener("click", ({ target }) =>
      actions[closest(target, "button")?.dataset.action ?? ""]?.(),
    );
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#resume());
  }

  /**
   * Continue with the booking's change that this tab has stored.
   * @param {string} reference
   */
  open(reference) {
    this.#leave();
    this.#reference = reference;
    this.#resume();
  }

  /**
   * Show the possible actions. While a change is pending there are none, except canceling despite a slow reschedule.
   * @param {BookingResponse} booking
   * @param {string} outcomeName
   */
  draw(booking, outcomeName) {
    const { canCancel, canUpdate, canSwitch } = booking.actions;
    const isSettled = isActive(outcomeName) && !isUndecided(outcomeName);
    /** @type {Record<string, boolean>} */
    const can = {
      update: isSettled && canUpdate,
      switch: isSettled && canSwitch,
      cancel: (isSettled || outcomeName === "update-slow") && canCancel,
    };
    if (!canCancel && ["due", "unknown", "unchanged"].includes(this.#state)) this.#drop("");
    const isIdle = ["ready", "confirm"].includes(this.#state);
    this.#section.hidden = isIdle && !can.cancel && !can.update && !can.switch;
    for (const part of this.#section.querySelectorAll("[data-can]"))
      part.hidden = !can[String(part.dataset.can)];
    query(this.#section, 'a[data-link="move"]').href = pageUrl("move", `#${booking.id}`);
    const port = booking.port ? text("port-named", { port: portName(booking.port) }) : text("port-unnamed");
    fill(this.#section, { loses: text("loses", { port, when: whenText(booking) }) });
  }

  get #state() {
    return this.#section.dataset.state ?? "";
  }

  #resume() {
    const change = pendingChange(this.#reference);
    if (change?.state === "due") return this.#countDown(change);
    if (change?.state !== "open") return this.#show("ready");
    this.#wait("checking");
    this.#timer = setTimeout(() => this.#send("checking"), RESEND_DELAY);
  }

  /** On leaving the page, a cancellation that was not undone is sent. On return, its outcome is read. */
  #leave() {
    clearTimeout(this.#timer);
    const change = pendingChange(this.#reference);
    if (change?.state !== "due") return;
    sendChange(this.#reference, change, { isLast: true }).catch((error) => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  #startCancel() {
    const change = scheduleCancel(this.#reference, Date.now() + UNDO_TIME);
    this.#countDown(change, true);
    fill(this.#section, { announcement: text("cancelling-announcement", { seconds: UNDO_TIME / 1000 }) });
  }

  /**
   * @param {Change} change
   * @param {boolean} [isRequested]
   */
  #countDown(change, isRequested = false) {
    const left = secondsUntil(change.dueAt ?? 0);
    if (left <= 0) return this.#send("sending-change");
    fill(this.#section, { left: text("cancelling", { seconds: left }) });
    if (this.#state !== "due") this.#show("due", isRequested);
    this.#timer = setTimeout(() => this.#countDown(change), TICK);
  }

  /** @param {string} words */
  #drop(words) {
    clearTimeout(this.#timer);
    removeChange(this.#reference);
    this.#show("ready", true);
    fill(this.#section, { announcement: words });
  }

  /** @param {string} words */
  async #send(words) {
    const reference = this.#reference;
    const change = pendingChange(reference);
    if (change === null) return this.#show("ready");
    this.#wait(words);
    this.#timer = setTimeout(() => this.#wait("still-sending"), SLOW);
    let refusal = null;
    try {
      await sendChange(reference, change);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refusal = error;
    }
    if (reference !== this.#reference) return;
    clearTimeout(this.#timer);
    if (refusal) return this.#explain(refusal, change);
    this.#onSubmitted(this.#show("ready"));
  }

  /**
   * @param {ApiError} error
   * @param {Change} change
   */
  #explain(error, { type }) {
    const outcomeName = errorOutcome(error);
    if (outcomeName === "unknown") {
      fill(this.#section, { requested: text(`unknown-${type}`) });
      return this.#show("unknown");
    }
    const { retryAfter } = error;
    if (isNotProcessed(outcomeName)) {
      const wait = retryAfter ? text("wait-seconds", { seconds: retryAfter }) : text("wait");
      fill(this.#section, { wait: outcomeName === "rate-limited" ? wait : text("unchanged-reason") });
      return this.#show("unchanged");
    }
    this.#show("ready");
    fill(this.#section, { refused: text(`refused-${type}`, { reason: rejectionText(error) }) });
    this.#onRejected();
  }

  /** @param {string} words */
  #wait(words) {
    fill(this.#section, { waiting: text(words) });
    this.#show("sending");
  }

  /**
   * Show a state; it gets the focus if the section had it, or if the driver requested it. Returns whether it had it.
   * @param {string} state
   * @param {boolean} [isRequested]
   */
  #show(state, isRequested = false) {
    const hadFocus = this.#section.contains(document.activeElement);
    const isNew = this.#state !== state;
    fill(this.#section, { announcement: "", refused: "" });
    showState(this.#section, state);
    const part = query(this.#section, FOCUSED[state] ?? `[data-when="${state}"]`);
    if (isNew && (hadFocus || isRequested)) focusOn(part);
    return hadFocus;
  }
}
