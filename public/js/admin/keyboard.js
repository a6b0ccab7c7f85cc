// Keyboard shortcuts of the admin page: single keys if they are enabled, Escape and arrow keys always.

import { closest, query } from "../lib/dom.js";
import { isDrawn } from "../lib/polyfills.js";
import { isInDialog, areShortcutsOn, shortcutKey, enableShortcuts } from "./shortcuts.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * @typedef {object} Actions
 * @property {() => unknown} search
 * @property {() => unknown} today
 * @property {(booking: number | null) => unknown} move
 * @property {(booking: number | null) => unknown} cancel
 * @property {() => unknown} help
 * @property {() => unknown} close
 */

/** @param {Actions} actions */
export function registerShortcuts(actions) {
  /** @type {Record<string, () => unknown>} */
  const keys = {
    "/": () => actions.search(),
    t: () => actions.today(),
    m: () => actions.move(bookingAt(document.activeElement)),
    c: () => actions.cancel(bookingAt(document.activeElement)),
    "?": () => actions.help(),
  };
  document.addEventListener("keydown", (event) => {
    if (isInDialog()) return;
    if (event.key === "Escape" && !event.defaultPrevented) return actions.close();
    if (STEPS[event.key] && goToRow(STEPS[event.key])) return event.preventDefault();
    const act = keys[shortcutKey(event)];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/**
 * The dialog that lists the shortcuts, and disables them.
 * @param {HTMLDialogElement} dialog
 */
export function mountShortcutHelp(dialog) {
  const box = query(dialog, 'input[type="checkbox"]');
  box.addEventListener("change", () => enableShortcuts(box.checked));
  return () => {
    box.checked = areShortcutsOn();
    dialog.showModal();
  };
}

/** The booking of an element in a view, null for none. */
const bookingAt = (/** @type {Element | null} */ element) =>
  Number(closest(element, "[data-booking]")?.dataset.booking) || null;

/**
 * Move the focus to the next row, initially to the first. Returns whether there was one.
 * @param {number} step
 */
function goToRow(step) {
  const { activeElement } = document;
  const links = [...document.querySelectorAll("tr[data-booking] a:not([hidden])")].filter((link) =>
    isDrawn(link),
  );
  const index = links.findIndex((link) => link.closest("tr")?.contains(activeElement));
  if (index < 0 && !["body", "main"].includes(activeElement?.localName ?? "")) return false;
  const next = links[index < 0 ? 0 : index + step];
  next?.focus();
  return next !== undefined;
}
