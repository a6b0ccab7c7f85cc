// When something was heard, on this device's own clock: whoever wonders how old it is looks there.

import { readersHours } from "./hours-of-day.js";
import { lazily } from "./lazily.js";
import { locale, text } from "./page.js";

const clock = lazily(
  () => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", ...readersHours() }),
);
const date = lazily(
  () => new Intl.DateTimeFormat(locale, { weekday: "short", month: "short", day: "numeric" }),
);

/** "2:05 PM", with its day unless that is today. */
export function heardText(instant, now = Date.now()) {
  const [time, day] = [clock().format(instant), date().format(instant)];
  return day === date().format(now) ? time : text("when-heard", { day, time });
}
