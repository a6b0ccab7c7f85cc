// The grid by keyboard: one thing of it is in the order of the Tab key, arrows go on to its neighbours in the row and to
// what is nearest in time in the next row, Enter does what a click does.

export class CalendarKeyboard {
  #box;
  #elementOf;
  #onEnter;
  #rows = [];
  #current = null;
  #hadFocus = false;

  /** `elementOf(key)` finds what is drawn, `onEnter(key)` is called for Enter, Space and a click. */
  constructor(box, { elementOf, onEnter }) {
    this.#box = box;
    this.#elementOf = elementOf;
    this.#onEnter = onEnter;
    box.addEventListener("keydown", (event) => this.#onKey(event));
    box.addEventListener("click", ({ target }) => this.#enter(target.closest("[data-key]")));
    box.addEventListener("focusin", ({ target }) => this.#select(target.closest("[data-key]")?.dataset.key));
  }

  /** Before it is drawn anew: keep who has the focus. */
  hold() {
    this.#hadFocus = this.#box.contains(document.activeElement);
  }

  /** `rows` holds what stands in each row in order of time, `{key, start}`; `first` is where to begin. */
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

  #onKey(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey || !target.closest("[data-key]")) return;
    if (key === "Enter" || key === " ") {
      event.preventDefault();
      return this.#enter(target.closest("[data-key]"));
    }
    const next = this.#neighbour(key);
    if (next === undefined) return;
    event.preventDefault();
    this.focus(next?.key);
  }

  /** What a key leads to; undefined for a key that leads nowhere at all. */
  #neighbour(key) {
    const place = this.#placeOf(this.#current);
    if (place === null) return undefined;
    const { row, index } = place;
    const things = this.#rows[row];
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

  #nearest(rows, { start }) {
    const row = rows.find(({ length }) => length > 0) ?? [];
    const distance = (thing) => Math.abs(thing.start - start);
    return [...row].sort((a, b) => distance(a) - distance(b))[0];
  }

  #placeOf(key) {
    for (const [row, things] of this.#rows.entries()) {
      const index = things.findIndex((thing) => thing.key === key);
      if (index >= 0) return { row, index };
    }
    return null;
  }

  #select(key) {
    if (key === undefined) return;
    this.#elementOf(this.#current)?.setAttribute("tabindex", "-1");
    this.#current = key;
    this.#elementOf(key)?.setAttribute("tabindex", "0");
  }

  #enter(element) {
    if (element) this.#onEnter(element.dataset.key);
  }
}
