// Pressing Move: one request at a time, never a second change by accident, and a true word about each outcome.

import { ApiError } from "../lib/api.js";
import { moveTo, openChange, sendChange } from "../lib/changes.js";
import { pageLink } from "../lib/links.js";
import { mistakeText, refusalText, text } from "../lib/page.js";
import { faceOf } from "../lib/refusals.js";
import { hideOutcome, listErrors, showOutcome, waitText } from "./outcome.js";
import { whenText } from "./same.js";
import { Sending } from "./sending.js";

export class MoveSubmission {
  #reference;
  #sending;
  #outcome = document.getElementById("outcome");
  #onTaken;

  /** `onTaken(problem)` is told when the time asked for is taken, before that face shows. */
  constructor(reference, form, onTaken) {
    this.#reference = reference;
    this.#sending = new Sending(form);
    this.#onTaken = onTaken;
    this.#outcome.querySelector('[data-action="check"]').addEventListener("click", () => this.#check());
  }

  /** Whether a request is on its way, or has gone without an answer: then what is free may be ours. */
  get isUnsettled() {
    return this.#sending.isOn || openChange(this.#reference) !== null;
  }

  /** Say so if an earlier request of this tab has no answer yet. */
  recall() {
    const change = openChange(this.#reference);
    if (change) this.#explainUnknown(change);
  }

  /** Send the new times; null stands for none that are new. */
  move(times) {
    if (this.#sending.isOn) return;
    if (times === null) return this.#refuse([{ field: "starts", detail: text("need-new-start") }]);
    const change = moveTo(this.#reference, times);
    return change ? this.#send(change, text("sending")) : this.recall();
  }

  #check() {
    const change = openChange(this.#reference);
    return change && this.#send(change, text("checking"));
  }

  async #send(change, words) {
    if (this.#sending.isOn) return;
    hideOutcome(this.#outcome);
    try {
      await this.#sending.during(words, async () => {
        await sendChange(this.#reference, change);
        location.assign(pageLink("booking", `#${this.#reference}`));
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, change);
    }
  }

  #explain(error, change) {
    const face = faceOf(error);
    if (face === "unknown") return this.#explainUnknown(change);
    const { problem, retryAfter } = error;
    if (face === "invalid") {
      const { errors = [{}] } = problem;
      return this.#refuse(errors.map((error) => ({ field: "starts", detail: mistakeText(error) })));
    }
    if (face === "slot-unavailable") this.#onTaken(problem);
    showOutcome(this.#outcome, face, {
      values: { when: change.times ? whenText(change.times) : "" },
      texts: {
        "rate-limited": { wait: waitText(retryAfter) },
        refused: { reason: refusalText(error) },
      }[face],
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
