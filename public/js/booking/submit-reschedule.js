// Pressing Move: one request at a time, never a second change by accident, and a true word about each outcome.

import { ApiError } from "../api/client.js";
import { rescheduleTo, unresolvedChange, sendChange } from "../state/pending-change.js";
import { pageUrl } from "../lib/links.js";
import { fieldErrorText, rejectionText } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { errorOutcome } from "../api/error-outcome.js";
import { hideOutcome, listErrors, showOutcome, waitText } from "./outcome.js";
import { whenText } from "./booking-links.js";
import { SubmitState } from "./submit-state.js";

export class RescheduleSubmission {
  #reference;
  #sending;
  #outcome = document.getElementById("outcome");
  #onTaken;

  /** `onTaken(problem)` is told when the time asked for is taken, before that face shows. */
  constructor(reference, form, onTaken) {
    this.#reference = reference;
    this.#sending = new SubmitState(form);
    this.#onTaken = onTaken;
    this.#outcome.querySelector('[data-action="check"]').addEventListener("click", () => this.#check());
  }

  /** Whether a request is on its way, or has gone without an answer: then what is free may be ours. */
  get isUnresolved() {
    return this.#sending.isOn || unresolvedChange(this.#reference) !== null;
  }

  /** Say so if an earlier request of this tab has no answer yet. */
  recall() {
    const change = unresolvedChange(this.#reference);
    if (change) this.#explainUnknown(change);
  }

  /** Send the new times; null stands for none that are new. */
  move(times) {
    if (this.#sending.isOn) return;
    if (times === null) return this.#refuse([{ field: "starts", detail: text("need-new-start") }]);
    const change = rescheduleTo(this.#reference, times);
    return change ? this.#send(change, text("sending")) : this.recall();
  }

  #check() {
    const change = unresolvedChange(this.#reference);
    return change && this.#send(change, text("checking"));
  }

  async #send(change, words) {
    if (this.#sending.isOn) return;
    hideOutcome(this.#outcome);
    try {
      await this.#sending.during(words, async () => {
        await sendChange(this.#reference, change);
        location.assign(pageUrl("booking", `#${this.#reference}`));
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, change);
    }
  }

  #explain(error, change) {
    const outcomeName = errorOutcome(error);
    if (outcomeName === "unknown") return this.#explainUnknown(change);
    const { problem, retryAfter } = error;
    if (outcomeName === "invalid") {
      const { errors = [{}] } = problem;
      return this.#refuse(errors.map((error) => ({ field: "starts", detail: fieldErrorText(error) })));
    }
    if (outcomeName === "slot-unavailable") this.#onTaken(problem);
    showOutcome(this.#outcome, outcomeName, {
      values: { when: change.times ? whenText(change.times) : "" },
      texts: {
        "rate-limited": { wait: waitText(retryAfter) },
        refused: { reason: rejectionText(error) },
      }[outcomeName],
    });
  }

  #refuse(errors) {
    listErrors(this.#outcome, errors);
    showOutcome(this.#outcome, "invalid");
  }

  #explainUnknown({ type, times }) {
    const asked = text(`asked-${type}`, { when: times ? whenText(times) : "" });
    showOutcome(this.#outcome, "unknown", { texts: { asked } });
  }
}
