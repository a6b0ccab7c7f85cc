// The page that sends lost links of bookings by email. The response never reveals whether an email has an account.

import { ApiError, requestLinks } from "../api/client.js";
import { SubmitState } from "../booking/submit-state.js";
import { byId, fill, focusOn, query, showError, showState } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { newKey } from "../lib/polyfills.js";

const LONG_WAIT = 60; // seconds; longer waits are shown in minutes

const view = byId("view");
const form = query(view, "form");
const email = query(form, "input#email");
const submitState = new SubmitState(form);
let attempt = { email: "", key: "" }; // a retry has the same key, so that one mail is sent

async function send() {
  if (submitState.isOn) return;
  const address = email.value.trim();
  if (address === "" || !email.checkValidity()) return refuse();
  if (attempt.email !== address) attempt = { email: address, key: newKey() };
  showState(view, "loading");
  try {
    await submitState.during(text("sending"), () => requestLinks(attempt.key, { email: address }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return explain(error);
  }
  submitState.end();
  attempt = { email: "", key: "" };
  fill(view, { sent: text("sent", { email: address }) });
  show("sent");
}

/** @param {ApiError} error */
function explain(error) {
  if (error.type === "invalid-request") {
    showState(view, "ready");
    return refuse();
  }
  if (error.type === "mail-not-offered") return show("off");
  showError(view, error, send);
  const wait = error.retryAfter ?? 0;
  if (error.type === "rate-limited" && wait > LONG_WAIT)
    fill(query(view, ':scope > [data-when="error"]'), { reason: plural("too-often", Math.ceil(wait / 60)) });
}

function refuse() {
  mark(true);
  email.focus();
}

function mark(/** @type {boolean} */ isWrong) {
  email.setAttribute("aria-invalid", String(isWrong));
  byId("email-error").hidden = !isWrong;
}

function show(/** @type {string} */ state) {
  showState(view, state);
  focusOn(query(view, `:scope > [data-when="${state}"] h1`));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
form.addEventListener("input", () => {
  mark(false);
  if (!submitState.isOn) showState(view, "ready"); // an email being entered is not sent automatically
});
query(view, '[data-action="again"]').addEventListener("click", () => {
  showState(view, "ready");
  email.select();
});
