// Pressing Book: one request at a time, never a second booking by accident, and a true word about each outcome.

import { ApiError, createBooking } from "../lib/api.js";
import { longDayText, rangeText } from "../lib/format.js";
import { attemptFor, markSent, markUntried, settle, unsettledAttempt } from "../lib/memory.js";
import { say, text } from "../lib/page.js";
import { dateOfWall, readTime } from "../lib/site-time.js";
import { hideOutcome, listAppLinks, listErrors, showOutcome } from "./outcome.js";

const SLOW = 10_000;

const NOTHING_BOOKED = ["upstream-refused", "upstream-error", "upstream-timeout", "upstream-busy"];
const FACES = ["driver-not-found", "slot-unavailable", "overlapping-booking", "rate-limited"];
const FIELDS = { email: "email", evseCriteria: "ports", evseId: "ports", endAt: "starts", startAt: "starts" };

/** Which face an error has. What is not known to have failed counts as not known. */
export function faceOf({ type, status }) {
  if (FACES.includes(type)) return type;
  if (type === "invalid-request") return "invalid";
  if (NOTHING_BOOKED.includes(type)) return "nothing-booked";
  return status >= 400 && status < 500 ? "refused" : "unknown";
}

export class Submission {
  #siteId;
  #form;
  #outcome;
  #onTaken;
  #isSending = false;

  /** `onTaken(problem, body)` is told when the window asked for is taken, before that face shows. */
  constructor(siteId, form, onTaken) {
    this.#siteId = siteId;
    this.#form = form;
    this.#outcome = document.getElementById("outcome");
    this.#onTaken = onTaken;
    this.#outcome.querySelector('[data-action="check"]').addEventListener("click", () => this.check());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#setSending(""));
  }

  /** Whether a request is on its way, or has gone without an answer: then what is free may be ours. */
  get isUnsettled() {
    return this.#isSending || unsettledAttempt(this.#siteId) !== null;
  }

  /** Say so if an earlier request of this tab has no answer yet. */
  recall() {
    if (this.isUnsettled) this.#showUnknown(unsettledAttempt(this.#siteId));
  }

  /** Send a request, once it is whole; null stands for one without a start. */
  book(body) {
    if (this.#isSending) return;
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
    const attempt = unsettledAttempt(this.#siteId);
    return attempt && this.#send(attempt, text("checking"));
  }

  async #send(attempt, words) {
    if (this.#isSending) return;
    this.#setSending(words);
    hideOutcome(this.#outcome);
    const slow = setTimeout(() => this.#setSending(text("still-sending")), SLOW);
    try {
      markSent(attempt);
      const { body } = await createBooking(attempt.key, attempt.body);
      settle(this.#siteId);
      location.assign(body.statusUrl);
    } catch (error) {
      this.#setSending("");
      if (!(error instanceof ApiError)) throw error;
      this.#explain(error, attempt);
    } finally {
      clearTimeout(slow);
    }
  }

  #explain(error, attempt) {
    const face = faceOf(error);
    if (face === "unknown") return this.#showUnknown(attempt);
    if (face === "nothing-booked" || face === "rate-limited") markUntried(attempt);
    else settle(this.#siteId);
    const { problem, retryAfter } = error;
    if (face === "invalid") return this.#refuse(errorsOf(problem));
    if (face === "driver-not-found") listAppLinks(this.#outcome, problem.links);
    if (face === "slot-unavailable") this.#onTaken(problem, attempt.body);
    showOutcome(this.#outcome, face, {
      values: { range: rangeOf(attempt.body) },
      texts: {
        "driver-not-found": { detail: problem.detail },
        "rate-limited": { wait: retryAfter ? text("wait-seconds", { seconds: retryAfter }) : text("wait") },
        refused: { reason: problem.detail ?? problem.title },
      }[face],
    });
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

  #setSending(words) {
    this.#isSending = words !== "";
    document.getElementById("sending").textContent = words;
    document.getElementById("submit").setAttribute("aria-disabled", String(this.#isSending));
    this.#form.setAttribute("aria-busy", String(this.#isSending));
  }
}

/** Say what is wrong with the email beside its field; no words take that back. */
export function markEmail(words) {
  say("email-error", words);
  document.getElementById("email").setAttribute("aria-invalid", String(words !== ""));
}

const rangeOf = ({ startAt, endAt }) => rangeText(readTime(startAt).wall, readTime(endAt).wall);

const errorsOf = ({ errors = [], detail }) =>
  errors.length > 0
    ? errors.map((error) => ({ field: FIELDS[error.field] ?? "booking", detail: error.detail }))
    : [{ field: "booking", detail }];
