// The page that moves a booking in time: the same port, with the booking's own time counted as free.

import { rescheduleRequests } from "../booking/reschedule-requests.js";
import { Submission } from "../booking/submit.js";
import {
  drawBooking,
  drawReschedule,
  isSame,
  linkToBooking,
  minutesBetween,
} from "../booking/reschedule-view.js";
import { ApiError, readBooking } from "../api/client.js";
import { pendingChange } from "../state/pending-change.js";
import { WeekAvailability } from "../time-picker/availability.js";
import { TimePicker } from "../time-picker/controller.js";
import { readFragment } from "../lib/links.js";
import { keptTimes } from "../state/draft.js";
import { withOwnSlotFree } from "../lib/intervals.js";
import { showState, showError } from "../lib/dom.js";
import { readTime } from "../lib/site-time.js";
import { remember } from "../state/storage.js";

const part = (id) => document.getElementById(id);
const [view, form] = ["view", "move"].map(part);

const { reference } = readFragment(location.hash);
const choiceName = `move:${reference}`;
const submission = new Submission(form, rescheduleRequests(reference, { onTaken }));

let booking = null;
let site = null; // the booking's site, as if its port were the only one
let week = null;
let choice = null;
let picker = null;

// Reading

async function load() {
  if (!reference) return showState(view, "incomplete");
  showState(view, "loading");
  try {
    const { body } = await readBooking(reference, pendingChange(reference)?.reference);
    booking = body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type === "booking-not-found" ? showState(view, "missing") : showError(view, error, load);
  }
  const { actions, port, change, timezone } = booking;
  linkToBooking(view, booking);
  if (!actions.canUpdate || !port || change?.status === "pending") return showState(view, "closed");
  drawBooking(view, booking);
  site = { ...booking.site, timezone, ports: [port] };
  week = new WeekAvailability(site.id, (body) => withOwnSlotFree(body, booking));
  choice = { ...timesOf(booking), ...keptTimes(choiceName), evse: port.evseId, connector: "", kw: 0 };
  picker = new TimePicker(form, {
    week,
    choice,
    submission,
    page: { site: () => site, drawPlan, dropDate, refresh: () => week.refresh() },
  });
  showState(view, "ready");
  await picker.loadDays(choice.date);
  submission.recall();
}

const timesOf = ({ startAt, endAt }) => ({
  minutes: minutesBetween({ startAt, endAt }),
  date: startAt.slice(0, 10),
  start: readTime(startAt).instant,
});

const dropDate = () => Object.assign(choice, { date: null, start: null });

function drawPlan(plan, lost) {
  const isLost = choice.start !== null && plan.start === null && plan.date === choice.date;
  if (isLost) choice.start = null;
  drawReschedule(plan, { booking, site, choice, week, note: isLost ? lost() : "" });
  const { minutes, date, start } = choice;
  remember(choiceName, { minutes, date, start });
}

// What the driver does

function onClick({ target }) {
  if (target.closest("button")?.dataset.action !== "find-next") return;
  picker.choose({ date: picker.plan.nextFree.date });
  part("day-title").focus();
}

function onSubmit(event) {
  event.preventDefault();
  const { clock, start = null } = picker?.plan ?? {};
  const times = start && { startAt: clock.iso(start.start), endAt: clock.iso(start.end) };
  submission.submit(times && !isSame(booking, times) ? times : null);
}

function onTaken({ alternatives }) {
  picker.offerAlternatives(alternatives, booking.port, timesOf);
}

/** Another booking is another page; a part of this one, such as #main, takes nothing out of the address. */
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
