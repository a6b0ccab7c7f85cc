// Base of the dialogs of staff: open, cancel, send one request at a time, and show its outcome.

import { fill, focusOn, query, fieldErrorText, rejectionText } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { newTask } from "../task-store.js";
import { listAlternatives } from "../../booking/alternatives.js";

/**
 * @import { PortNames, PortPower } from "../../lib/format.js"
 * @import { ApiError } from "../../api/client.js"
 * @import { Slot } from "../../booking/alternatives.js"
 * @import { TaskRunner } from "../task-runner.js"
 * @import { Step, Task } from "../task-store.js"
 * @typedef {object} Context
 * @property {{ ports: (PortNames & PortPower)[] }} site
 * @property {{ evseId?: number }} requested
 * @property {(slot: Slot) => unknown} take
 */

export class RequestDialog {
  #dialog;
  #form;
  #taskRunner;
  /** @type {(isSent: boolean) => void} */
  #resolve = () => {};
  /** @type {{ content: string, task: Task } | null} */
  #attempt = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {TaskRunner} taskRunner
   */
  constructor(dialog, taskRunner) {
    this.#dialog = dialog;
    this.#form = query(dialog, "form");
    this.#taskRunner = taskRunner;
    dialog.addEventListener("close", () => this.#resolve(dialog.returnValue === "sent"));
    query(dialog, '[data-action="close"]').addEventListener("click", () => dialog.close(""));
  }

  /**
   * Open it again. Resolves, when it closes, to whether a request was sent.
   * @returns {Promise<boolean>}
   */
  open() {
    this.#attempt = null;
    this.#dialog.returnValue = "";
    this.hideOutcome();
    this.#say("");
    this.#dialog.showModal();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isBusy() {
    return this.#form.ariaBusy === "true";
  }

  /**
   * Send a task, repeated under the same key. Closes when Ampeco has accepted it, or may have: the list of tasks then
   * shows its state. Otherwise resolves to the error.
   * @param {Step} step
   * @param {Partial<Task>} facts
   * @returns {Promise<ApiError | null>}
   */
  async send(step, facts) {
    const content = JSON.stringify([step, facts]);
    const attempt =
      this.#attempt?.content === content ? this.#attempt : { content, task: newTask(step, facts) };
    this.#attempt = attempt;
    this.hideOutcome();
    this.#say(text("sending"));
    const { id, state, error } = await this.#taskRunner.send(attempt.task);
    this.#say("");
    if (state === "refused" || state === "untried") {
      if (state === "refused") this.#attempt = null;
      this.#taskRunner.drop(id);
      return error ?? null;
    }
    this.#dialog.close("sent");
    return null;
  }

  /**
   * Show each error at its field, or at the top if it has none.
   * @param {ApiError} error
   * @param {Context} context
   */
  explain(error, { site, requested, take }) {
    const { type, problem } = error;
    const { errors = [] } = problem;
    const rest = [];
    for (const mistake of errors)
      if (!this.markField(mistake.field, fieldErrorText(mistake))) rest.push(fieldErrorText(mistake));
    const isMarked = errors.length > 0 && rest.length === 0;
    if (isMarked) return this.#form.querySelector('[aria-invalid="true"]')?.focus();
    const why = rest.join(" ") || rejectionText(error);
    this.#show(type === "unauthorized" ? text("order-signed-out") : why);
    const taken = query(this.#outcome, "[data-taken]");
    taken.hidden = type !== "slot-unavailable";
    if (!taken.hidden) listAlternatives(this.#outcome, problem.alternatives, site, { requested, take });
  }

  /**
   * Show a text at a field; an empty one removes it. Returns whether the field exists.
   * @param {string} field
   * @param {string} words
   */
  markField(field, words) {
    const line = this.#form.querySelector(`[data-error="${field}"]`);
    if (!line) return false;
    line.textContent = words;
    line.hidden = words === "";
    const control = this.#form.querySelector(`[aria-describedby~="${line.id}"]`);
    if (line.id && control) control.ariaInvalid = String(words !== "");
    return true;
  }

  hideOutcome() {
    this.#outcome.hidden = true;
    for (const { dataset } of this.#form.querySelectorAll("[data-error]"))
      this.markField(String(dataset.error), "");
  }

  get #outcome() {
    return query(this.#form, "[data-outcome]");
  }

  /** @param {string} words */
  #show(words) {
    this.#outcome.hidden = false;
    fill(this.#outcome, { problem: words });
    this.#outcome.tabIndex = -1;
    focusOn(this.#outcome);
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#form, { sending: words });
    this.#form.ariaBusy = String(words !== "");
    query(this.#form, '[type="submit"]').ariaDisabled = String(words !== "");
  }
}
