// A form whose request is on its way: its button waits, a line says so, and after ten seconds that waiting is right.

import { text } from "../lib/i18n.js";

const SLOW = 10_000;

export class SubmitState {
  #form;

  isOn = false;

  constructor(form) {
    this.#form = form;
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#say(""));
  }

  /** Say the words while `act` runs. After a success they stay, for the page is about to be left. */
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

  #say(words) {
    this.isOn = words !== "";
    document.getElementById("sending").textContent = words;
    document.getElementById("submit").setAttribute("aria-disabled", String(this.isOn));
    this.#form.setAttribute("aria-busy", String(this.isOn));
  }
}
