// State of a form while its request is sent: the button is disabled and a text says so, another one after ten seconds.

import { byId } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

const SLOW = 10_000;

export class SubmitState {
  #form;

  isOn = false;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#say(""));
  }

  /**
   * Show the text while `act` runs. After a success it stays, because the page is about to be left.
   * @param {string} words
   * @param {() => Promise<unknown>} act
   */
  async during(words, act) {
    this.#say(words);
    const slow = setTimeout(() => this.#say(text("still-sending")), SLOW);
    try {
      await act();
    } catch (error) {
      this.#say("");
      throw error;
    } finally {
      clearTimeout(slow);
    }
  }

  /** After a success that stays on the page: remove the text; the form can be sent again. */
  end() {
    this.#say("");
  }

  /** @param {string} words */
  #say(words) {
    this.isOn = words !== "";
    byId("sending").textContent = words;
    byId("submit").setAttribute("aria-disabled", String(this.isOn));
    this.#form.setAttribute("aria-busy", String(this.isOn));
  }
}
