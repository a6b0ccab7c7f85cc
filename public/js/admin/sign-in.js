// Sign-in: nothing else is requested or shown before the token was checked.

import { isSignedIn, listAllSites, signIn } from "../api/admin-client.js";
import { ApiError } from "../api/client.js";
import { query, say, showState, showError, errorText } from "../lib/dom.js";
import { hasText, text } from "../lib/i18n.js";

/** @import { AnySiteListResponse } from "../api/schema.d.ts" */

const TOKEN = /^[!-~]+$/; // valid in a header

export class SignIn {
  #section;
  #form;
  #input;
  #shift;
  #onOpen;

  /**
   * `onOpen(answer)` is called when a token was accepted.
   * @param {HTMLElement} signInForm
   * @param {(answer: AnySiteListResponse) => void} onOpen
   */
  constructor(signInForm, onOpen) {
    this.#section = signInForm;
    this.#form = query(signInForm, "form");
    this.#input = query(signInForm, 'input[type="password"]');
    this.#shift = query(signInForm, 'input[type="checkbox"]');
    this.#onOpen = onOpen;
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event));
  }

  /** Check the token that is stored in this tab, or show the form. */
  async enter(words = "") {
    this.#section.hidden = false;
    say("sign-in-note", words);
    if (!isSignedIn()) return this.#showForm();
    showState(this.#section, "loading");
    try {
      const { body } = await listAllSites();
      this.#open(body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.type === "unauthorized") return this.#showForm();
      showError(this.#section, error, () => this.enter());
    }
  }

  #showForm() {
    showState(this.#section, "ready");
    this.#input.focus();
  }

  /** @param {SubmitEvent} event */
  async #onSubmit(event) {
    event.preventDefault();
    const token = this.#input.value.trim();
    const isBusy = this.#form.ariaBusy === "true";
    if (isBusy) return;
    if (!TOKEN.test(token))
      return this.#refuse(text(token === "" ? "sign-in-empty" : "sign-in-unauthorized"));
    this.#form.ariaBusy = "true";
    try {
      const { body } = await signIn(token, this.#shift.checked);
      this.#input.value = "";
      this.#open(body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#refuse(hasText(`sign-in-${error.type}`) ? text(`sign-in-${error.type}`) : errorText(error));
    } finally {
      this.#form.ariaBusy = "false";
    }
  }

  /** @param {string} words */
  #refuse(words) {
    say("token-error", words);
    this.#input.ariaInvalid = "true";
    this.#input.focus();
  }

  /** @param {AnySiteListResponse} answer */
  #open(answer) {
    say("token-error", "");
    say("sign-in-note", "");
    this.#input.ariaInvalid = "false";
    this.#section.hidden = true;
    this.#onOpen(answer);
  }
}
