// Whether a clock counts to 12 or to 24: as the reader's own settings have it, whatever language the page is in.

import { lazy } from "./lazy.js";

/**
 * What a formatter of times is told besides: nothing where the reader counts to 12, as the pages' languages do.
 * @type {() => { hourCycle?: "h23" }}
 */
export const readersHours = lazy(() => {
  const { hourCycle = "" } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
  return hourCycle.startsWith("h2") ? { hourCycle: "h23" } : {};
});
