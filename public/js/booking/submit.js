// Submitting a form: one request at a time, never the same one twice by accident, and a true word about each outcome.

import { ApiError } from "../api/client.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { fieldErrorText, rejectionText, showWait } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { Countdown } from "../lib/retry-countdown.js";
import { hideOutcome, listErrors, showOutcome, waitText } from "./outcome.js";
import { SubmitState } from "./submit-state.js";

export class Submission {
  #requests;
  #submitState;
  #outcome = document.getElementById("outcome");
  #countdown = new Countdown();

  /**
   * `requests` is what the form asks for (create-requests.js, reschedule-requests.js):
   *   mistakesIn(content)         what is missing before it can be sent, as `{field, detail}`
   *   requestFor(content)         the request, null while the outcome of another is not known
   *   unresolved()                the request whose outcome is not known, or null
   *   send(request)               sends it and resolves to the address of the page that follows
   *   resendsItself               whether it is sent again where the server says how long to wait
   *   fieldOf(name)               the id of the part of the form that a field of the request is chosen in
   *   markErrors(errors)          marks the fields that are wrong
   *   titleValues(request)        fill the title of an outcome
   *   askedText(request)          what was asked for
   *   onOutcome(name, problem, request)  is told of an outcome before it shows
   */
  constructor(form, requests) {
    this.#requests = requests;
    this.#submitState = new SubmitState(form);
    this.#outcome.querySelector('[data-action="check"]').addEventListener("click", () => this.#check());
    // Whoever changes something wants no more what was asked for before.
    form.addEventListener("input", () => this.#stopWaiting());
    window.addEventListener("pagehide", () => this.#stopWaiting());
  }

  /** Whether a request is on its way, or has gone without an answer: then what is free may be ours. */
  get isUnresolved() {
    return this.#submitState.isOn || this.#requests.unresolved() !== null;
  }

  /** Say so if an earlier request of this tab has no answer yet. */
  recall() {
    const request = this.#requests.unresolved();
    if (request) this.#showUnknown(request);
  }

  /** Send what was chosen, once it is whole; null stands for no new start. */
  submit(content) {
    if (this.#submitState.isOn) return;
    this.#countdown.reset();
    const errors = this.#requests.mistakesIn(content);
    if (errors.length > 0) return this.#refuse(errors);
    const request = this.#requests.requestFor(content);
    return request ? this.#send(request, text("sending")) : this.recall();
  }

  /** Ask what became of the request whose answer was lost: the very same request, under the same key. */
  #check() {
    const request = this.#requests.unresolved();
    return request && this.#send(request, text("checking"));
  }

  #stopWaiting() {
    this.#countdown.reset();
    for (const line of this.#outcome.querySelectorAll('[data-slot^="again"]')) line.hidden = true;
  }

  async #send(request, words) {
    if (this.#submitState.isOn) return;
    this.#countdown.stop();
    hideOutcome(this.#outcome);
    try {
      await this.#submitState.during(words, async () => location.assign(await this.#requests.send(request)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, request);
    }
  }

  #explain(error, request) {
    const outcomeName = errorOutcome(error);
    if (outcomeName === "unknown") return this.#showUnknown(request);
    const { problem, retryAfter } = error;
    if (outcomeName === "invalid") return this.#refuse(this.#errorsOf(problem));
    this.#requests.onOutcome(outcomeName, problem, request);
    showOutcome(this.#outcome, outcomeName, {
      values: this.#requests.titleValues(request),
      texts: {
        "rate-limited": { wait: waitText(retryAfter) },
        refused: { reason: rejectionText(error) },
      }[outcomeName],
    });
    if (!this.#requests.resendsItself || !isNotProcessed(outcomeName)) return;
    const part = this.#outcome.querySelector(`[data-when="${outcomeName}"]`);
    showWait(part, this.#countdown, error, () => this.#send(request, text("sending")));
  }

  #errorsOf({ errors = [{}] }) {
    return errors.map((error) => ({
      field: this.#requests.fieldOf(error.field),
      detail: fieldErrorText(error),
    }));
  }

  #refuse(errors) {
    listErrors(this.#outcome, errors);
    this.#requests.markErrors?.(errors);
    showOutcome(this.#outcome, "invalid");
  }

  #showUnknown(request) {
    showOutcome(this.#outcome, "unknown", { texts: { asked: this.#requests.askedText(request) } });
  }
}
