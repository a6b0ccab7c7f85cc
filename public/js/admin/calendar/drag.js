// Drag, resize and selection of cells by pointer. The grid itself is not changed: each action is reported to the view, and
// reverted when the view has decided. Positions are read from the library's durations and texts, never from its dates,
// which are in the browser's time zone.

import { MINUTE } from "../../lib/site-time.js";

/**
 * @import { Calendar } from "@event-calendar/core"
 * @import { Item } from "./model.js"
 * @import { DragChange } from "./proposal.js"
 * @typedef {{ row: string, from: number, to?: number }} Cells
 * @typedef {object} GridCallbacks
 * @property {(item: Item, change: DragChange) => unknown} onDrag Resolves when the view has decided.
 * @property {(cells: Cells) => unknown} onChoose Likewise.
 * @property {() => unknown} onDecided
 * @property {(instant: number) => unknown} onScroll
 * @typedef {Calendar.EventResizeInfo & { startDelta: Calendar.Duration }} ResizeInfo The library's types lack one.
 */

const DAY_SECONDS = 86_400;
const milliseconds = (/** @type {Calendar.Duration} */ { days, seconds }) =>
  (days * DAY_SECONDS + seconds) * 1000;
const parsePosition = (/** @type {string} */ text) => Date.parse(`${text}Z`);

export class CalendarDragging {
  #callbacks;
  #itemOf;
  /** @type {Calendar | null} */
  #calendar = null;
  #isCanceled = false;

  /** Whether something is being dragged, or was dropped and the view has not decided yet. */
  isOpen = false;

  /**
   * @param {GridCallbacks} callbacks
   * @param {(key: string) => Item | undefined} itemOf
   */
  constructor(callbacks, itemOf) {
    this.#callbacks = callbacks;
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
        this.#choose({ row: resource.id, from: parsePosition(startStr), to: parsePosition(endStr) }),
      dateClick: ({ dateStr, resource }) =>
        resource && this.#choose({ row: resource.id, from: toQuarterHour(parsePosition(dateStr)) }),
    };
  }

  /**
   * @param {{ id: string | number }} event
   * @param {DragChange} change
   * @param {() => void} revert
   */
  async #drop({ id }, change, revert) {
    const item = this.#itemOf(String(id));
    if (this.#isCanceled || !item) return revert();
    await this.#waitForDecision(() => this.#callbacks.onDrag(item, change));
    revert();
  }

  /** @param {Cells} cells */
  async #choose(cells) {
    await this.#waitForDecision(() => this.#callbacks.onChoose(cells));
    this.#calendar?.unselect();
  }

  /** @param {() => unknown} act */
  async #waitForDecision(act) {
    this.isOpen = true;
    try {
      await act();
    } finally {
      this.isOpen = false;
      this.#callbacks.onDecided();
    }
  }

  /**
   * Cancel a drag: simulate the release of the pointer and revert, since the library cannot cancel.
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

const toQuarterHour = (/** @type {number} */ time) => Math.floor(time / (15 * MINUTE)) * 15 * MINUTE;
