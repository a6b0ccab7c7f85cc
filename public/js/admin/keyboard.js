// The keys of the admin page: single ones where they are on, Escape and the arrows always.

import { isDrawn } from "../lib/polyfills.js";
import { isInDialog, areShortcutsOn, shortcutKey, enableShortcuts } from "./shortcuts.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** `actions` are `search()`, `today()`, `move(booking)`, `cancel(booking)`, `help()` and `close()`. */
export function registerShortcuts(actions) {
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

/** The dialog that tells the keys, and switches them off. */
export function mountShortcutHelp(dialog) {
  const box = dialog.querySelector('[type="checkbox"]');
  box.addEventListener("change", () => enableShortcuts(box.checked));
  return () => {
    box.checked = areShortcutsOn();
    dialog.showModal();
  };
}

/** The booking that an element of a view belongs to, null for none. */
const bookingAt = (element) => Number(element.closest("[data-booking]")?.dataset.booking) || null;

/** From the row that has the focus to the next; from nowhere to the first. Returns whether there was one. */
function goToRow(step) {
  const { activeElement } = document;
  const links = [...document.querySelectorAll("tr[data-booking] a:not([hidden])")].filter((link) =>
    isDrawn(link),
  );
  const index = links.findIndex((link) => link.closest("tr").contains(activeElement));
  if (index < 0 && activeElement !== document.body) return false;
  const next = links[index < 0 ? 0 : index + step];
  next?.focus();
  return next !== undefined;
}
