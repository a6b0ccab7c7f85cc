// The reschedule page: the same port, with the booking's own time counted as free.

import { rescheduleRequests } from "../booking/reschedule-requests.js";
import { Submission } from "../booking/submit.js";
import {
  drawBooking,
  drawReschedule,
  linkToBooking,
  minutesBetween,
  timesOfStart,
} from "../booking/reschedule-view.js";
import { ApiError, readBooking } from "../api/client.js";
import { pendingChange } from "../state/pending-change.js";
import { WeekAvailability } from "../time-picker/availability.js";
import { TimePicker } from "../time-picker/controller.js";
import { readFragment } from "../lib/links.js";
import { outOfOrderText } from "../sites/port-status.js";
import { storedTimes } from "../state/draft.js";
import { isSameSpan, withOwnSlotFree } from "../lib/intervals.js";
import { byId, closest, query, say, showState, showError } from "../lib/dom.js";
import { readTime } from "../lib/site-time.js";
import { remember } from "../state/storage.js";

/**
 * @import { BookingResponse, WindowResponse } from "../api/schema.d.ts"
 * @import { ProblemBody } from "../api/types.d.ts"
 * @import { Choice, Plan, Site } from "../time-picker/slots.js"
 */

const view = byId("view");
const form = query(document, "form#move");

const { reference } = readFragment(location.hash);
const choiceName = `move:${reference}`;
const submission = new Submission(form, rescheduleRequests(reference, { onTaken }));

// Set once the booking was read.
/** @type {BookingResponse} */
let booking;
/** @type {Site} */
let site; // the booking's site, with its port only
/** @type {number} */
let readAt; // when the state of the port was read
/** @type {WeekAvailability} */
let week;
/** @type {Choice} */
let choice;
/** @type {TimePicker | undefined} */
let picker;

// Reading

async function load() {
  if (!reference) return showState(view, "incomplete");
  showState(view, "loading");
  try {
    const { body } = await readBooking(reference, pendingChange(reference)?.reference);
    booking = body;
    readAt = Date.now();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type === "booking-not-found" ? showState(view, "missing") : showError(view, error, load);
  }
  const { actions, port, change, timezone, startAt, endAt } = booking;
  linkToBooking(view, booking);
  if (!actions.canUpdate || !port || change?.status === "pending") return showState(view, "closed");
  drawBooking(view, { site: booking.site, port });
  site = { ...booking.site, timezone, ports: [port] };
  week = new WeekAvailability(site.id, (body) => withOwnSlotFree(body, { port, startAt, endAt }));
  choice = { ...timesOf(booking), ...storedTimes(choiceName), evse: port.evseId, connector: "", kw: 0 };
  picker = new TimePicker(form, {
    week,
    choice,
    submission,
    page: { site: datedSite, drawPlan, dropDate, refresh: () => week.refresh() },
  });
  showState(view, "ready");
  await picker.loadDays(choice.date);
  submission.recall();
}

const timesOf = (/** @type {WindowResponse} */ { startAt, endAt }) => ({
  minutes: minutesBetween({ startAt, endAt }),
  date: startAt.slice(0, 10),
  start: readTime(startAt).instant,
});

/** The site with the time at which its port's state was read; null until the site's clock is known. */
const datedSite = () => week.data && { ...site, asOf: week.data.clock.iso(readAt) };

const dropDate = () => Object.assign(choice, { date: null, start: null });

/**
 * @param {Plan} plan
 * @param {() => string} lost
 */
function drawPlan(plan, lost) {
  const isGone = choice.start !== null && plan.start === null && plan.date === choice.date;
  const isLost = isGone && choice.start !== readTime(booking.startAt).instant; // the driver has that one
  if (isGone) choice.start = null;
  drawReschedule(plan, { booking, site, choice, week, note: isLost ? lost() : "" });
  say("out-of-order", outOfOrderText(plan, { asOf: plan.clock.iso(readAt) }));
  const { minutes, date, start } = choice;
  remember(choiceName, { minutes, date, start });
}

// Actions of the driver

function onClick(/** @type {Event} */ { target }) {
  const next = picker?.plan?.nextFree;
  if (!next || closest(target, "button")?.dataset.action !== "find-next") return;
  picker?.choose({ date: next.date });
  byId("day-title").focus();
}

function onSubmit(/** @type {Event} */ event) {
  event.preventDefault();
  const times = picker?.plan && timesOfStart(picker.plan);
  submission.submit(times && !isSameSpan(booking, times) ? times : null);
}

function onTaken(/** @type {ProblemBody} */ { alternatives }) {
  picker?.offerAlternatives(alternatives, booking.port ?? {}, timesOf);
}

/** Reload for another booking; restore the reference in the address after a link such as #main. */
function onFragment() {
  const { reference: named, isIncomplete } = readFragment(location.hash);
  if (isIncomplete || (named && named !== reference)) return location.reload();
  if (reference) history.replaceState(history.state, "", `#${reference}`);
}

form.addEventListener("submit", onSubmit);
form.addEventListener("click", onClick);
window.addEventListener("hashchange", onFragment);
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
load();
