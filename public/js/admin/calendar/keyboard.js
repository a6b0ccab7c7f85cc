// Keyboard navigation in the grid (roving tabindex): one item is in the tab order, arrow keys move to its neighbors in
// the row and to the nearest in time in the next row, Enter does what a click does.

import { closest } from "../../lib/dom.js";

/** @typedef {{ key: string, start: number }} Thing */

export class CalendarKeyboard {
  #box;
  #elementOf;
  #onEnter;
  /** @type {Thing[][]} */
  #rows = [];
  #current = "";
  #hadFocus = false;

  /**
   * `elementOf(key)` is the element of an item, `onEnter(key)` is called for Enter, Space and a click.
   * @param {HTMLElement} box
   * @param {{ elementOf: (key: string) => HTMLElement | null, onEnter: (key: string) => unknown }} acts
   */
  constructor(box, { elementOf, onEnter }) {
    this.#box = box;
    this.#elementOf = elementOf;
    this.#onEnter = onEnter;
    box.addEventListener("keydown", (event) => this.#onKey(event));
    box.addEventListener("click", ({ target }) => this.#enter(closest(target, "[data-key]")));
    box.addEventListener("focusin", ({ target }) => this.#select(closest(target, "[data-key]")?.dataset.key));
  }

  /** Before the grid is redrawn: store which item has the focus. */
  hold() {
    this.#hadFocus = this.#box.contains(document.activeElement);
  }

  /**
   * `rows` has the items of each row in order of time; `first` is the initial one.
   * @param {Thing[][]} rows
   * @param {string | undefined} first
   */
  follow(rows, first) {
    this.#rows = rows;
    const isThere = this.#placeOf(this.#current) !== null;
    this.#select(isThere ? this.#current : (first ?? rows.find(({ length }) => length > 0)?.[0].key));
    if (this.#hadFocus && !this.#box.contains(document.activeElement)) this.focus();
    this.#hadFocus = false;
  }

  focus(key = this.#current) {
    this.#elementOf(key)?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const element = closest(target, "[data-key]");
    if (ctrlKey || metaKey || altKey || !element) return;
    if (key === "Enter" || key === " ") {
      event.preventDefault();
      return this.#enter(element);
    }
    const next = this.#neighbour(key);
    if (next === undefined) return;
    event.preventDefault();
    this.focus(next?.key);
  }

  /**
   * The item that a key leads to; undefined for other keys.
   * @param {string} key
   */
  #neighbour(key) {
    const place = this.#placeOf(this.#current);
    if (place === null) return undefined;
    const { row, index } = place;
    const things = this.#rows[row];
    /** @type {Record<string, () => Thing | undefined>} */
    const leads = {
      ArrowLeft: () => things[index - 1],
      ArrowRight: () => things[index + 1],
      Home: () => things[0],
      End: () => things.at(-1),
      ArrowUp: () => this.#nearest(this.#rows.slice(0, row).reverse(), things[index]),
      ArrowDown: () => this.#nearest(this.#rows.slice(row + 1), things[index]),
    };
    return leads[key] && (leads[key]() ?? things[index]);
  }

  /**
   * @param {Thing[][]} rows
   * @param {Thing} from
   */
  #nearest(rows, { start }) {
    const row = rows.find(({ length }) => length > 0) ?? [];
    const distance = (/** @type {Thing} */ thing) => Math.abs(thing.start - start);
    return [...row].sort((a, b) => distance(a) - distance(b))[0];
  }

  /** @param {string} key */
  #placeOf(key) {
    for (const [row, things] of this.#rows.entries()) {
      const index = things.findIndex((thing) => thing.key === key);
      if (index >= 0) return { row, index };
    }
    return null;
  }

  /** @param {string | undefined} key */
  #select(key) {
    if (key === undefined) return;
    this.#elementOf(this.#current)?.setAttribute("tabindex", "-1");
    this.#current = key;
    this.#elementOf(key)?.setAttribute("tabindex", "0");
  }

  /** @param {HTMLElement | null} element */
  #enter(element) {
    if (element?.dataset.key) this.#onEnter(element.dataset.key);
  }
}
