// The keys of the admin page: single ones where they are on, Escape and the arrows always.

import { isDrawn } from "../../lib/newer.js";
import { isInDialog, areKeysOn, singleKey, switchKeys } from "../../lib/keys.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** `acts` are `search()`, `today()`, `move(booking)`, `cancel(booking)`, `help()` and `close()`. */
export function listenToKeys(acts) {
  const keys = {
    "/": () => acts.search(),
    t: () => acts.today(),
    m: () => acts.move(bookingAt(document.activeElement)),
    c: () => acts.cancel(bookingAt(document.activeElement)),
    "?": () => acts.help(),
  };
  document.addEventListener("keydown", (event) => {
    if (isInDialog()) return;
    if (event.key === "Escape" && !event.defaultPrevented) return acts.close();
    if (STEPS[event.key] && goToRow(STEPS[event.key])) return event.preventDefault();
    const act = keys[singleKey(event)];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** The dialog that tells the keys, and switches them off. */
export function mountHelp(dialog) {
  const box = dialog.querySelector('[type="checkbox"]');
  box.addEventListener("change", () => switchKeys(box.checked));
  return () => {
    box.checked = areKeysOn();
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
