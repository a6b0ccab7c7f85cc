// The pilot's four goals, and whether a report reaches them: pure functions.

import { addDays } from "../lib/site-time.js";

/** @import { ReportResponse } from "../api/schema.d.ts" */

const MAX_DAYS = 92;
const COMPLETED = 25;
const SECONDS = 5;
const TOUCHED = 2;

/**
 * Whether a report of these days is possible: in order, and at most 92.
 * @param {string} from
 * @param {string} to
 */
export const isReadable = (from, to) => from <= to && to < addDays(from, MAX_DAYS);

/**
 * The value of each goal with what it is made of, and whether it is met; null for what is not known.
 * @param {ReportResponse} report
 * @returns {{ name: string, value: number | null, detail: Record<string, number> | null, isMet: boolean | null }[]}
 */
export function goalsOf({ completion, doubleBookings, decision, staffTouched }) {
  const { due, completed } = completion;
  const { medianSeconds, p95Seconds, shareUnder5s } = decision;
  const { bookings, sites, weeks, perSiteAndWeek } = staffTouched;
  return [
    {
      name: "completion",
      value: completed,
      detail: due > 0 ? { due, share: completed / due } : null,
      isMet: completed >= COMPLETED,
    },
    {
      name: "double",
      value: doubleBookings?.length ?? null,
      detail: null,
      isMet: doubleBookings ? doubleBookings.length === 0 : null,
    },
    {
      name: "decision",
      value: shareUnder5s ?? null,
      detail:
        medianSeconds === undefined || p95Seconds === undefined
          ? null
          : { median: medianSeconds, p95: p95Seconds },
      isMet: p95Seconds === undefined ? null : p95Seconds < SECONDS,
    },
    {
      name: "staff",
      value: perSiteAndWeek ?? null,
      detail: { bookings, sites, weeks },
      isMet: perSiteAndWeek === undefined ? null : perSiteAndWeek < TOUCHED,
    },
  ];
}
