// The 12 or 24-hour clock of the reader's settings, in any language of the page.

import { lazy } from "./lazy.js";

/**
 * Additional options of time formatters: none for a 12-hour clock, which the pages' languages use.
 * @type {() => { hourCycle?: "h23" }}
 */
export const readersHours = lazy(() => {
  const { hourCycle = "" } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
  return hourCycle.startsWith("h2") ? { hourCycle: "h23" } : {};
});
