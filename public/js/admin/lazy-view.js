// A view of the admin page whose script is loaded when it is first shown: few visits open it.

import { ApiError } from "../api/client.js";
import { showState, showError } from "../lib/dom.js";

/**
 * @import { State } from "./url-state.js"
 * @import { Loaded } from "./find.js"
 * @typedef {object} View
 * @property {(state: State) => unknown} show
 * @property {() => unknown} hide
 * @property {() => unknown} refresh
 * @property {() => unknown} today
 * @property {Loaded[]} loaded The bookings that it has read.
 */

/**
 * @template P
 * @implements {View}
 */
export class LazyView {
  #element;
  #page;
  #load;
  /** @type {View | null} */
  #view = null;
  /** @type {State | null} */
  #state = null;

  /**
   * `load` imports the script, whose `mount` makes the view.
   * @param {HTMLElement} element
   * @param {P} page
   * @param {() => Promise<{ mount: (element: HTMLElement, page: P) => View }>} load
   */
  constructor(element, page, load) {
    this.#element = element;
    this.#page = page;
    this.#load = load;
  }

  get loaded() {
    return this.#view?.loaded ?? [];
  }

  /**
   * @param {State} state
   * @returns {Promise<unknown>}
   */
  async show(state) {
    this.#state = state;
    if (this.#view) return this.#view.show(state);
    showState(this.#element, "loading");
    const script = await this.#load().catch(() => null);
    if (this.#state !== state) return; // another view was opened meanwhile
    if (!script) return showError(this.#element, new ApiError("network"), () => this.show(state));
    this.#view = script.mount(this.#element, this.#page);
    return this.#view.show(state);
  }

  hide() {
    this.#state = null;
    this.#view?.hide();
  }

  refresh() {
    return this.#view?.refresh();
  }

  today() {
    return this.#view?.today();
  }
}
