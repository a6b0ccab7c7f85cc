// The list "Your bookings on this device".

import { savedBookings, removeSavedBooking } from "./saved-bookings.js";
import { pageUrl } from "../lib/links.js";
import { byId, clone, fill, focusOn, query, reconcile } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { whenText } from "./booking-links.js";

/**
 * Draw the list, or hide it where there is nothing in it. `most` leaves the later ones to a page of their own; `onEmpty`
 * is called when there is none.
 * @param {HTMLElement} section
 * @param {{ most?: number, onEmpty?: () => void }} [how]
 */
export function drawSavedBookings(section, { most = Number.POSITIVE_INFINITY, onEmpty = () => {} } = {}) {
  const all = savedBookings();
  const shown = all.slice(0, most);
  section.hidden = all.length === 0;
  if (section.hidden) onEmpty();
  reconcile(query(section, "ul"), shown, {
    key: ({ reference }) => reference,
    create: () => clone("own-booking"),
    update: (item, { reference, site, startAt, endAt }) => {
      const when = whenText({ startAt, endAt });
      fill(item, { site, when, which: text("own-which", { site, when }) });
      query(item, "a").href = pageUrl("booking", `#${reference}`);
      query(item, "button").onclick = () => {
        const index = shown.findIndex((booking) => booking.reference === reference);
        removeSavedBooking(reference);
        drawSavedBookings(section, { most, onEmpty });
        focusNear(section, index);
      };
    },
  });
  const more = query(section, "[data-more]");
  more.hidden = shown.length === all.length;
  fill(more, { all: text("own-all", { count: all.length }) });
}

/**
 * @param {HTMLElement} section
 * @param {number} index
 */
function focusNear(section, index) {
  const buttons = section.querySelectorAll(".own-booking > button");
  if (buttons.length > 0) return focusOn(buttons[Math.min(index, buttons.length - 1)]);
  focusOn(byId("main"));
}
