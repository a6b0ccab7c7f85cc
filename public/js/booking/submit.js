// Submission of a form: one request at a time, idempotent, and its outcome as far as it is known.

import { ApiError } from "../api/client.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { byId, fieldErrorText, query, rejectionText, showWait } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { Countdown } from "../lib/retry-countdown.js";
import { hideOutcome, listErrors, showOutcome, waitText } from "./outcome.js";
import { SubmitState } from "./submit-state.js";

/**
 * @import { ProblemBody } from "../api/types.d.ts"
 * @import { Values } from "../lib/i18n.js"
 * @import { Mistake } from "./outcome.js"
 */

/**
 * @template Content, Attempt
 * @typedef {object} Requests The requests of a form (create-requests.js, reschedule-requests.js).
 * @property {(content: Content | null) => Mistake[]} mistakesIn What is missing in it.
 * @property {(content: Content) => Attempt | null} requestFor Null while the outcome of another one is unknown.
 * @property {() => Attempt | null} unresolved The request whose outcome is unknown.
 * @property {(request: Attempt) => Promise<string>} send Resolves to the URL of the next page.
 * @property {boolean} [resendsItself] Whether it is resent after a `Retry-After`.
 * @property {(name: string) => string} fieldOf The id of the form element for a field of the request.
 * @property {(errors: Mistake[]) => void} [markErrors] Marks the invalid fields.
 * @property {(request: Attempt) => Values} titleValues The values in the title of an outcome.
 * @property {(request: Attempt) => string} requestedText What was requested.
 * @property {(name: string, problem: ProblemBody, request: Attempt) => void} onOutcome Called before an outcome shows.
 */

/** @template Content, Attempt */
export class Submission {
  #requests;
  #submitState;
  #outcome = byId("outcome");
  #countdown = new Countdown();

  /**
   * @param {HTMLFormElement} form
   * @param {Requests<Content, Attempt>} requests
   */
  constructor(form, requests) {
    this.#requests = requests;
    this.#submitState = new SubmitState(form);
    query(this.#outcome, '[data-action="check"]').addEventListener("click", () => this.#check());
    // A changed form makes the earlier request obsolete.
    form.addEventListener("input", () => this.#stopWaiting());
    window.addEventListener("pagehide", () => this.#stopWaiting());
  }

  /** Whether a request is being sent, or has an unknown outcome: a taken slot may be ours then. */
  get isUnresolved() {
    return this.#submitState.isOn || this.#requests.unresolved() !== null;
  }

  /** Show an earlier request of this tab whose outcome is unknown. */
  recall() {
    const request = this.#requests.unresolved();
    if (request) this.#showUnknown(request);
  }

  /**
   * Submit the choice; null means that it is incomplete, and nothing is sent.
   * @param {Content | null} content
   */
  submit(content) {
    if (this.#submitState.isOn) return;
    this.#countdown.reset();
    const errors = this.#requests.mistakesIn(content);
    if (content === null || errors.length > 0) return this.#refuse(errors);
    const request = this.#requests.requestFor(content);
    return request ? this.#send(request, text("sending")) : this.recall();
  }

  /** Read the outcome of the request with a lost response, by sending it again under the same key. */
  #check() {
    const request = this.#requests.unresolved();
    return request && this.#send(request, text("checking"));
  }

  #stopWaiting() {
    this.#countdown.reset();
    for (const line of this.#outcome.querySelectorAll('[data-slot^="again"]')) line.hidden = true;
  }

  /**
   * @param {Attempt} request
   * @param {string} words
   */
  async #send(request, words) {
    if (this.#submitState.isOn) return;
    this.#countdown.stop();
    hideOutcome(this.#outcome);
    this.#requests.markErrors?.([]);
    try {
      await this.#submitState.during(words, async () => location.assign(await this.#requests.send(request)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, request);
    }
  }

  /**
   * @param {ApiError} error
   * @param {Attempt} request
   */
  #explain(error, request) {
    const outcomeName = errorOutcome(error);
    if (outcomeName === "unknown") return this.#showUnknown(request);
    const { problem, retryAfter } = error;
    if (outcomeName === "invalid") return this.#refuse(this.#errorsOf(problem));
    /** @type {Record<string, Record<string, string>>} */
    const texts = {
      "rate-limited": { wait: waitText(retryAfter) },
      refused: { reason: rejectionText(error) },
    };
    this.#requests.onOutcome(outcomeName, problem, request);
    showOutcome(this.#outcome, outcomeName, {
      values: this.#requests.titleValues(request),
      texts: texts[outcomeName],
    });
    if (!this.#requests.resendsItself || !isNotProcessed(outcomeName)) return;
    const part = query(this.#outcome, `[data-when="${outcomeName}"]`);
    showWait(part, this.#countdown, error, () => this.#send(request, text("sending")));
  }

  /** @param {ProblemBody} problem */
  #errorsOf({ errors = [{ field: "", detail: "" }] }) {
    return errors.map((error) => ({
      field: this.#requests.fieldOf(error.field),
      detail: fieldErrorText(error),
    }));
  }

  /** @param {Mistake[]} errors */
  #refuse(errors) {
    listErrors(this.#outcome, errors);
    this.#requests.markErrors?.(errors);
    showOutcome(this.#outcome, "invalid");
  }

  /** @param {Attempt} request */
  #showUnknown(request) {
    showOutcome(this.#outcome, "unknown", { texts: { requested: this.#requests.requestedText(request) } });
  }
}
