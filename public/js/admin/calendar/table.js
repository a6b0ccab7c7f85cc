// The calendar as a table: the same things as in the grid, by port and time.

import { clone, fill, reconcile, setIcon, slot } from "../../lib/dom.js";
import { text } from "../../lib/i18n.js";
import { iconOf, nameOf, rowNamesOf, shortDayOf, timesText, whatText } from "./labels.js";

/** Draw the rows; one of a booking has a button that `onOpen(bookingId)` is told of. */
export function drawCalendarTable(body, picture, items, onOpen) {
  reconcile(body, items, {
    key: ({ key }) => key,
    create: () => clone("calendar-line"),
    update: (row, item) => {
      fill(row, {
        port: rowNamesOf(picture, item),
        day: shortDayOf(picture, item),
        what: whatText(item),
        driver: item.userId === undefined ? text("calendar-nobody") : String(item.userId),
      });
      setIcon(row.querySelector("svg"), iconOf(item));
      row.className = `calendar-line is-${item.status}`;
      const button = slot(row, "time");
      const time = timesText(picture, item);
      if (button.textContent !== time) button.textContent = time;
      button.ariaLabel = nameOf(picture, item);
      button.disabled = item.bookingId === undefined;
      if (item.bookingId !== undefined) button.dataset.booking = item.bookingId;
      button.onclick = () => onOpen(item.bookingId);
    },
  });
}
