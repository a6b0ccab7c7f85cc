// What a pointer does in the grid: drag, resize, choose cells. Nothing moves for good here: each is told to the view,
// and stands back where it was when the view has decided. Places come from the library's own arithmetic and its texts,
// never from its dates, which it keeps in the browser's zone.

import { MINUTE } from "../../lib/site-time.js";

/**
 * @import { Calendar } from "@event-calendar/core"
 * @import { Item } from "./model.js"
 * @import { Change } from "./proposal.js"
 * @typedef {{ row: string, from: number, to?: number }} Cells
 * @typedef {object} Acts
 * @property {(item: Item, change: Change) => unknown} onDrag Resolves when decided.
 * @property {(cells: Cells) => unknown} onChoose Likewise.
 * @property {() => unknown} onDecided
 * @property {(instant: number) => unknown} onScroll
 * @typedef {Calendar.EventResizeInfo & { startDelta: Calendar.Duration }} ResizeInfo The library's types lack one.
 */

const DAY_SECONDS = 86_400;
const milliseconds = (/** @type {Calendar.Duration} */ { days, seconds }) =>
  (days * DAY_SECONDS + seconds) * 1000;
const place = (/** @type {string} */ text) => Date.parse(`${text}Z`);

export class CalendarDragging {
  #acts;
  #itemOf;
  /** @type {Calendar | null} */
  #calendar = null;
  #isCanceled = false;

  /** Whether something is being dragged, or the view has not decided yet what becomes of it. */
  isOpen = false;

  /**
   * @param {Acts} acts
   * @param {(key: string) => Item | undefined} itemOf
   */
  constructor(acts, itemOf) {
    this.#acts = acts;
    this.#itemOf = itemOf;
    addEventListener("keydown", (event) => event.key === "Escape" && this.#cancelDrag(event), {
      capture: true,
    });
    addEventListener("pointercancel", (event) => this.#cancelDrag(event), { capture: true });
  }

  /** @param {Calendar} calendar */
  attach(calendar) {
    this.#calendar = calendar;
  }

  /** @returns {Calendar.Options} */
  get options() {
    const onStart = () => {
      this.isOpen = true;
    };
    const onStop = () => {
      this.isOpen = false;
    };
    return {
      selectable: true,
      eventResizableFromStart: true,
      eventDragStart: onStart,
      eventResizeStart: onStart,
      eventDragStop: onStop,
      eventResizeStop: onStop,
      eventDrop: ({ event, delta, newResource, revert }) =>
        this.#drop(
          event,
          { from: milliseconds(delta), to: milliseconds(delta), row: newResource?.id },
          revert,
        ),
      eventResize: (info) => {
        const { event, startDelta, endDelta, revert } = /** @type {ResizeInfo} */ (info);
        this.#drop(event, { from: milliseconds(startDelta), to: milliseconds(endDelta) }, revert);
      },
      select: ({ startStr, endStr, resource }) =>
        this.#choose({ row: resource.id, from: place(startStr), to: place(endStr) }),
      dateClick: ({ dateStr, resource }) =>
        resource && this.#choose({ row: resource.id, from: quarter(place(dateStr)) }),
    };
  }

  /**
   * @param {{ id: string | number }} event
   * @param {Change} change
   * @param {() => void} revert
   */
  async #drop({ id }, change, revert) {
    const item = this.#itemOf(String(id));
    if (this.#isCanceled || !item) return revert();
    await this.#whileDeciding(() => this.#acts.onDrag(item, change));
    revert();
  }

  /** @param {Cells} cells */
  async #choose(cells) {
    await this.#whileDeciding(() => this.#acts.onChoose(cells));
    this.#calendar?.unselect();
  }

  /** @param {() => unknown} act */
  async #whileDeciding(act) {
    this.isOpen = true;
    try {
      await act();
    } finally {
      this.isOpen = false;
      this.#acts.onDecided();
    }
  }

  /**
   * Let go as if the pointer had, and have it all back where it was: the library itself has no way to give up.
   * @param {Event} event
   */
  #cancelDrag(event) {
    if (!this.isOpen || document.querySelector("dialog[open]")) return;
    event.stopPropagation();
    this.#isCanceled = true;
    dispatchEvent(new PointerEvent("pointerup", { isPrimary: true }));
    this.#isCanceled = false;
  }
}

const quarter = (/** @type {number} */ time) => Math.floor(time / (15 * MINUTE)) * 15 * MINUTE;
