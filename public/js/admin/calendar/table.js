// The calendar as a table: the items of the grid, by port and time.

import { clone, fill, query, reconcile, setIcon } from "../../lib/dom.js";
import { nameText } from "../labels.js";
import { iconOf, nameOf, rowNamesOf, shortDayOf, timesText, whatText } from "./labels.js";

/** @import { Item, Picture } from "./model.js" */

/**
 * Draw the rows; the button of a booking calls `onOpen(bookingId)`.
 * @param {HTMLElement} body
 * @param {Picture} picture
 * @param {Item[]} items
 * @param {(bookingId: number) => unknown} onOpen
 */
export function drawCalendarTable(body, picture, items, onOpen) {
  reconcile(body, items, {
    key: ({ key }) => key,
    create: () => clone("calendar-line"),
    update: (row, item) => {
      fill(row, {
        port: rowNamesOf(picture, item),
        day: shortDayOf(picture, item),
        what: whatText(item),
        driver: nameText(item.driver),
      });
      setIcon(query(row, "svg"), iconOf(item));
      row.className = `calendar-line is-${item.status}`;
      const button = query(row, 'button[data-slot="time"]');
      const time = timesText(picture, item);
      if (button.textContent !== time) button.textContent = time;
      button.ariaLabel = nameOf(picture, item);
      const { bookingId } = item;
      button.disabled = bookingId === undefined;
      if (bookingId !== undefined) button.dataset.booking = String(bookingId);
      button.onclick = () => bookingId !== undefined && onOpen(bookingId);
    },
  });
}
