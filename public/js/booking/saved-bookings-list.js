// The list "Your bookings on this device".

import { savedBookings, removeSavedBooking } from "./saved-bookings.js";
import { pageUrl } from "../lib/links.js";
import { byId, clone, fill, focusOn, query, reconcile } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { whenText } from "./booking-links.js";

/** @import { SavedBooking } from "./saved-bookings.js" */

/**
 * Draw the list, or hide it if it is empty. `most` is the maximum number, the others are on a separate page; `onEmpty`
 * is called if there is none.
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
    update: (item, booking) => {
      const { reference, site, port, startAt, endAt } = booking;
      const when = whenText({ startAt, endAt });
      fill(item, {
        site: port ? text("own-place", { site, port }) : site,
        when,
        overlap: overlapsAnother(booking, all) ? text("own-overlap") : "",
        which: text("own-which", { site, when }),
      });
      query(item, "a").href = pageUrl("booking", `#${reference}`);
      query(item, "button").onclick = () => {
        const index = shown.findIndex((one) => one.reference === reference);
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
 * Whether a booking that is not over overlaps another one of the list.
 * @param {SavedBooking} booking
 * @param {SavedBooking[]} all
 */
function overlapsAnother(booking, all) {
  const [start, end] = spanOf(booking);
  const overlaps = (/** @type {SavedBooking} */ other) => spanOf(other)[0] < end && start < spanOf(other)[1];
  return end > Date.now() && all.some((other) => other.reference !== booking.reference && overlaps(other));
}

const spanOf = (/** @type {SavedBooking} */ { startAt, endAt }) => [startAt, endAt].map(Date.parse);

/**
 * @param {HTMLElement} section
 * @param {number} index
 */
function focusNear(section, index) {
  const buttons = section.querySelectorAll(".own-booking > button");
  if (buttons.length > 0) return focusOn(buttons[Math.min(index, buttons.length - 1)]);
  focusOn(byId("main"));
}
