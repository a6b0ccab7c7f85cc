// A report as CSV (RFC 4180) that spreadsheets open: one figure per line, its names in English as in the export of bookings.

/** @import { ReportResponse } from "../api/schema.d.ts" */

const BYTE_ORDER_MARK = "\ufeff"; // without it Excel assumes the system's encoding instead of UTF-8
const HEADER = ["figure", "site", "item", "value"];

// Cells that start like this are formulas to spreadsheets; with semicolons as separators, one starts after each of them.
const FORMULA = /(^|;)([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * @param {ReportResponse} report
 * @returns {string}
 */
export function reportCsv(report) {
  const { from, to, site, bookings, completion, declined, changes, decision, staffTouched } = report;
  const place = site?.name ?? "";
  /** @type {(string | number | undefined)[][]} */
  const rows = [
    ["from", place, "", from],
    ["to", place, "", to],
    ["bookings", place, "total", bookings.total],
    ...Object.entries(bookings.byStatus).map(([status, count]) => ["bookings", place, status, count]),
    ...Object.entries(completion).map(([name, count]) => ["completion", place, name, count]),
    ["no-shows", place, "", report.noShows],
    ...declined.map(({ reason, count }) => ["declined", place, reason, count]),
    ...Object.entries(changes).map(([who, count]) => ["changes", place, who, count]),
    ["double-bookings", place, "count", report.doubleBookings?.length],
    ...(report.doubleBookings ?? []).map(({ site: at, label, bookingIds }) => [
      "double-booking",
      at.name,
      label,
      bookingIds.join(" "),
    ]),
    ["without-port", place, "", report.withoutPort],
    ...Object.entries(decision).map(([name, value]) => ["decision", place, name, value]),
    ...Object.entries(staffTouched).map(([name, value]) => ["staff-touched", place, name, value]),
    ...(report.ports ?? []).flatMap(({ site: at, label, bookedHours, openHours }) => [
      ["booked-hours", at.name, label, bookedHours],
      ["open-hours", at.name, label, openHours],
    ]),
  ];
  return BYTE_ORDER_MARK + [HEADER, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** @param {string | number | undefined} value */
function cell(value) {
  if (typeof value !== "string") return String(value ?? "");
  const words = value
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .replace(FORMULA, "$1'$2");
  return /[",;']/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}
