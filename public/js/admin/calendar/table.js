// The calendar as a table: the items of the grid, by port and time.

import { clone, fill, query, reconcile, setIcon } from "../../lib/dom.js";
import { nameText } from "../labels.js";
import { iconOf, accessibleName, rowNamesOf, shortDayOf, timeRangeText, entryStatusText } from "./labels.js";

/** @import { Item, CalendarData } from "./model.js" */

/**
 * Draw the rows; the button of a booking calls `onOpen(bookingId)`.
 * @param {HTMLElement} body
 * @param {CalendarData} data
 * @param {Item[]} items
 * @param {(bookingId: number) => unknown} onOpen
 */
export function drawCalendarTable(body, data, items, onOpen) {
  reconcile(body, items, {
    key: ({ key }) => key,
    create: () => clone("calendar-line"),
    update: (row, item) => {
      fill(row, {
        port: rowNamesOf(data, item),
        day: shortDayOf(data, item),
        what: entryStatusText(item),
        driver: nameText(item.driver),
      });
      setIcon(query(row, "svg"), iconOf(item));
      row.className = `calendar-line is-${item.status}`;
      const button = query(row, 'button[data-slot="time"]');
      const time = timeRangeText(data, item);
      if (button.textContent !== time) button.textContent = time;
      button.ariaLabel = accessibleName(data, item);
      const { bookingId } = item;
      button.disabled = bookingId === undefined;
      if (bookingId !== undefined) button.dataset.booking = String(bookingId);
      button.onclick = () => bookingId !== undefined && onOpen(bookingId);
    },
  });
}
