// Text of the time at which data was read, by the clock of this device.

import { readersHours } from "./hour-cycle.js";
import { lazy } from "./lazy.js";
import { locale, text } from "./i18n.js";

const clock = lazy(
  () => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", ...readersHours() }),
);
const date = lazy(
  () => new Intl.DateTimeFormat(locale, { weekday: "short", month: "short", day: "numeric" }),
);

/**
 * "2:05 PM", with the day unless it is today.
 * @param {number} instant
 */
export function timestampText(instant, now = Date.now()) {
  const [time, day] = [clock().format(instant), date().format(instant)];
  return day === date().format(now) ? time : text("when-heard", { day, time });
}
