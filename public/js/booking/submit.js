// Pressing Book: one request at a time, never a second booking by accident, and a true word about each outcome.

import { ApiError, createBooking } from "../api/client.js";
import { saveBooking } from "./saved-bookings.js";
import { longDayText, rangeText } from "../lib/format.js";
import { pageUrl } from "../lib/links.js";
import { Countdown } from "../lib/retry-countdown.js";
import {
  attemptFor,
  markSubmitted,
  markNotProcessed,
  settle,
  unresolvedAttempt,
} from "../state/booking-attempt.js";
import { fieldErrorText, rejectionText, say, showWait } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { dateOfWall, readTime } from "../lib/site-time.js";
import { hideOutcome, linkItem, listErrors, showOutcome, waitText } from "./outcome.js";
import { SubmitState } from "./submit-state.js";

const FIELDS = { email: "email", evseCriteria: "ports", evseId: "ports", endAt: "starts", startAt: "starts" };

export class BookingSubmission {
  #siteId;
  #form;
  #outcome;
  #sending;
  #siteName;
  #onTaken;
  #countdown = new Countdown();

  /**
   * `siteName()` names the site for this browser's list of bookings. `onTaken(problem, body)` is told when the window
   * asked for is taken, before that face shows.
   */
  constructor(siteId, form, { siteName, onTaken }) {
    this.#siteId = siteId;
    this.#form = form;
    this.#outcome = document.getElementById("outcome");
    this.#sending = new SubmitState(form);
    this.#siteName = siteName;
    this.#onTaken = onTaken;
    this.#outcome.querySelector('[data-action="check"]').addEventListener("click", () => this.check());
    // Whoever changes something wants no more what was asked for before.
    form.addEventListener("input", () => this.#stopWaiting());
    window.addEventListener("pagehide", () => this.#stopWaiting());
  }

  /** Whether a request is on its way, or has gone without an answer: then what is free may be ours. */
  get isUnresolved() {
    return this.#sending.isOn || unresolvedAttempt(this.#siteId) !== null;
  }

  /** Say so if an earlier request of this tab has no answer yet. */
  recall() {
    if (this.isUnresolved) this.#showUnknown(unresolvedAttempt(this.#siteId));
  }

  /** Send a request, once it is whole; null stands for one without a start. */
  book(body) {
    if (this.#sending.isOn) return;
    this.#countdown.reset();
    const errors = [];
    if (body === null) errors.push({ field: "starts", detail: text("need-start") });
    if (!this.#form.elements.email.checkValidity())
      errors.push({ field: "email", detail: text("need-email") });
    if (errors.length > 0) return this.#refuse(errors);
    const attempt = attemptFor(body);
    return attempt ? this.#send(attempt, text("sending")) : this.recall();
  }

  /** Ask what became of the request whose answer was lost: the very same request, under the same key. */
  check() {
    const attempt = unresolvedAttempt(this.#siteId);
    return attempt && this.#send(attempt, text("checking"));
  }

  #stopWaiting() {
    this.#countdown.reset();
    for (const line of this.#outcome.querySelectorAll('[data-slot^="again"]')) line.hidden = true;
  }

  async #send(attempt, words) {
    if (this.#sending.isOn) return;
    this.#countdown.stop();
    hideOutcome(this.#outcome);
    try {
      await this.#sending.during(words, async () => {
        markSubmitted(attempt);
        const { body } = await createBooking(attempt.key, attempt.body);
        settle(this.#siteId);
        const { startAt, endAt } = attempt.body;
        saveBooking({ reference: body.id, site: this.#siteName(), startAt, endAt });
        location.assign(pageUrl("booking", `#${body.id}`));
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, attempt);
    }
  }

  #explain(error, attempt) {
    const outcomeName = errorOutcome(error);
    if (outcomeName === "unknown") return this.#showUnknown(attempt);
    if (isNotProcessed(outcomeName)) markNotProcessed(attempt);
    else settle(this.#siteId);
    const { problem, retryAfter } = error;
    if (outcomeName === "invalid") return this.#refuse(errorsOf(problem));
    if (outcomeName === "driver-not-found") listAppLinks(this.#outcome, problem.links);
    if (outcomeName === "slot-unavailable") this.#onTaken(problem, attempt.body);
    showOutcome(this.#outcome, outcomeName, {
      values: { range: rangeOf(attempt.body) },
      texts: {
        "rate-limited": { wait: waitText(retryAfter) },
        refused: { reason: rejectionText(error) },
      }[outcomeName],
    });
    if (!isNotProcessed(outcomeName)) return;
    const part = this.#outcome.querySelector(`[data-when="${outcomeName}"]`);
    showWait(part, this.#countdown, error, () => this.#send(attempt, text("sending")));
  }

  #refuse(errors) {
    listErrors(this.#outcome, errors);
    markEmail(errors.find(({ field }) => field === "email")?.detail ?? "");
    showOutcome(this.#outcome, "invalid");
  }

  #showUnknown({ body }) {
    const day = longDayText(dateOfWall(readTime(body.startAt).wall));
    const asked = text("asked", { day, range: rangeOf(body), email: body.email });
    showOutcome(this.#outcome, "unknown", { texts: { asked } });
  }
}

/** The links to the driver app that the server names; without any, those that the page was built with stay. */
function listAppLinks(outcome, links = []) {
  const safe = links.filter(({ url }) => url.startsWith("https://"));
  if (safe.length === 0) return;
  const items = safe.map(({ label, url }) => linkItem("app-link", label, url));
  outcome.querySelector("[data-app-links]").replaceChildren(...items);
}

/** Say what is wrong with the email beside its field; no words take that back. */
export function markEmail(words) {
  say("email-error", words);
  document.getElementById("email").setAttribute("aria-invalid", String(words !== ""));
}

const rangeOf = ({ startAt, endAt }) => rangeText(readTime(startAt).wall, readTime(endAt).wall);

const errorsOf = ({ errors = [{}] }) =>
  errors.map((error) => ({ field: FIELDS[error.field] ?? "booking", detail: fieldErrorText(error) }));
