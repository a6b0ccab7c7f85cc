// Keyboard navigation in the grid (roving tabindex): one item is in the tab order, arrow keys move to its neighbors in
// the row and to the nearest in time in the next row, Enter does what a click does.

import { closest } from "../../lib/dom.js";

/** @typedef {{ key: string, start: number }} Stop */

export class CalendarKeyboard {
  #box;
  #elementOf;
  #onEnter;
  /** @type {Stop[][]} */
  #rows = [];
  #current = "";
  #hadFocus = false;

  /**
   * `elementOf(key)` is the element of an item, `onEnter(key)` is called for Enter, Space and a click.
   * @param {HTMLElement} box
   * @param {{ elementOf: (key: string) => HTMLElement | null, onEnter: (key: string) => unknown }} callbacks
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
  saveFocus() {
    this.#hadFocus = this.#box.contains(document.activeElement);
  }

  /**
   * `rows` has the stops of each row in order of time; `first` is the initial one.
   * @param {Stop[][]} rows
   * @param {string | undefined} first
   */
  update(rows, first) {
    this.#rows = rows;
    const isPresent = this.#find(this.#current) !== null;
    this.#select(isPresent ? this.#current : (first ?? rows.find(({ length }) => length > 0)?.[0].key));
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
    const next = this.#neighbor(key);
    if (next === undefined) return;
    event.preventDefault();
    this.focus(next?.key);
  }

  /**
   * The item that a key leads to; undefined for other keys.
   * @param {string} key
   */
  #neighbor(key) {
    const position = this.#find(this.#current);
    if (position === null) return undefined;
    const { row, index } = position;
    const stops = this.#rows[row];
    /** @type {Record<string, () => Stop | undefined>} */
    const leads = {
      ArrowLeft: () => stops[index - 1],
      ArrowRight: () => stops[index + 1],
      Home: () => stops[0],
      End: () => stops.at(-1),
      ArrowUp: () => this.#nearest(this.#rows.slice(0, row).reverse(), stops[index]),
      ArrowDown: () => this.#nearest(this.#rows.slice(row + 1), stops[index]),
    };
    return leads[key] && (leads[key]() ?? stops[index]);
  }

  /**
   * @param {Stop[][]} rows
   * @param {Stop} from
   */
  #nearest(rows, { start }) {
    const row = rows.find(({ length }) => length > 0) ?? [];
    const distance = (/** @type {Stop} */ each) => Math.abs(each.start - start);
    return [...row].sort((a, b) => distance(a) - distance(b))[0];
  }

  /** @param {string} key */
  #find(key) {
    for (const [row, stops] of this.#rows.entries()) {
      const index = stops.findIndex((each) => each.key === key);
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
