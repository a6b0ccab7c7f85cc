// The page that moves a booking in time: the same port, with the booking's own time counted as free.

import { listAlternatives } from "../booking/alternatives.js";
import { RescheduleSubmission } from "../booking/submit-reschedule.js";
import {
  drawBooking,
  drawReschedule,
  isSame,
  linkToBooking,
  minutesBetween,
} from "../booking/reschedule-view.js";
import { hideOutcome } from "../booking/outcome.js";
import { startAtPointer } from "../time-picker/timeline.js";
import { ApiError, readBooking } from "../api/client.js";
import { pendingChange } from "../state/pending-change.js";
import { agoText, timeText } from "../lib/format.js";
import { WeekAvailability } from "../time-picker/availability.js";
import { readFragment } from "../lib/links.js";
import { draftChange, keptTimes } from "../state/draft.js";
import { withOwnSlotFree } from "../lib/intervals.js";
import { focusOn, say, showState, showError } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { slotsFor } from "../time-picker/slots.js";
import { addDays, readTime } from "../lib/site-time.js";
import { remember } from "../state/storage.js";

const part = (id) => document.getElementById(id);
const [view, form, when, outcome] = ["view", "move", "when", "outcome"].map(part);
const narrow = matchMedia("(max-width: 899px)");

const { reference } = readFragment(location.hash);
const choiceName = `move:${reference}`;
const submission = new RescheduleSubmission(reference, form, onTaken);

let booking = null;
let site = null; // the booking's site, as if its port were the only one
let week = null;
let choice = null;
let plan = null;

// Reading

async function start() {
  if (!reference) return showState(view, "incomplete");
  showState(view, "loading");
  try {
    const { body } = await readBooking(reference, pendingChange(reference)?.reference);
    booking = body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type === "booking-not-found" ? showState(view, "missing") : showError(view, error, start);
  }
  const { actions, port, change, timezone } = booking;
  linkToBooking(view, booking);
  if (!actions.canUpdate || !port || change?.status === "pending") return showState(view, "closed");
  drawBooking(view, booking);
  site = { ...booking.site, timezone, ports: [port] };
  week = new WeekAvailability(site.id, (body) => withOwnSlotFree(body, booking));
  choice = { ...timesOf(booking), ...keptTimes(choiceName), evse: port.evseId, connector: "", kw: 0 };
  showState(view, "ready");
  await loadDays(choice.date);
  week.autoRefresh(refresh);
  submission.recall();
}

const timesOf = ({ startAt, endAt }) => ({
  minutes: minutesBetween({ startAt, endAt }),
  date: startAt.slice(0, 10),
  start: readTime(startAt).instant,
});

async function loadDays(date) {
  showState(when, "loading");
  const retry = () => loadDays(date);
  await reading(retry, async () => {
    if (!(await week.load(date))) Object.assign(choice, { date: null, start: null });
    await week.lookAt(choice.date);
    draw();
  });
}

/** What is old stays on the page, and is called old, while it cannot be read again. */
async function refresh() {
  if (plan === null || submission.isUnresolved) return;
  const { start: before } = plan;
  try {
    await week.refresh();
    say("stale-day", "");
    if (!submission.isUnresolved) draw(() => text("start-gone", { time: timeText(before.wall) }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say("stale-day", text("stale-day", { when: agoText((Date.now() - week.readAt) / 1000) }));
  }
}

async function reading(retry, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showError(when, error, retry);
  }
}

// Drawing

/** Draw everything anew. `lost` words the loss of a start that was chosen and does not fit any more. */
function draw(lost = () => text("start-unfit")) {
  if (week.picture === null) return;
  plan = slotsFor(site, week.picture, choice);
  const isLost = choice.start !== null && plan.start === null && plan.date === choice.date;
  if (isLost) choice.start = null;
  drawReschedule(plan, { booking, site, choice, week, note: isLost ? lost() : "" });
  const { minutes, date, start } = choice;
  remember(choiceName, { minutes, date, start });
}

// What the driver does

async function onChange({ target }) {
  const change = draftChange(target, form.dataset, plan?.date);
  if (change === null) return;
  choose(change);
  if (target.name !== "date") return;
  if (narrow.matches && !target.matches(":focus-visible")) focusOn(part("day-title"));
  await reading(refresh, () => week.lookAt(choice.date));
  draw();
}

function onClick({ target }) {
  const button = target.closest("button");
  const { week: days, action } = button?.dataset ?? {};
  if (days && button.ariaDisabled !== "true") goTo(addDays(week.firstDay, Number(days)));
  if (action !== "find-next") return;
  choose({ date: plan.nextFree.date });
  part("day-title").focus();
}

function goTo(date) {
  Object.assign(choice, { date: null, start: null });
  return loadDays([date, week.picture.firstDay].sort().at(-1));
}

function onTap(event) {
  const nearest = startAtPointer(event, plan);
  if (nearest) choose({ start: nearest.start, date: plan.date });
}

/** Take a choice. An outcome that it answers goes; what is not known yet stays until it is. */
function choose(change) {
  Object.assign(choice, change);
  if (outcome.dataset.state !== "unknown") hideOutcome(outcome);
  draw();
}

function onSubmit(event) {
  event.preventDefault();
  const { clock, start = null } = plan ?? {};
  const times = start && { startAt: clock.iso(start.start), endAt: clock.iso(start.end) };
  submission.move(times && !isSame(booking, times) ? times : null);
}

function onTaken({ alternatives }) {
  choice.start = null;
  draw();
  listAlternatives(outcome, alternatives, site, { asked: booking.port, take });
  refresh();
}

async function take({ startAt, endAt }) {
  const { date, ...times } = timesOf({ startAt, endAt });
  if (date < week.firstDay || date > week.lastDay) await goTo(date);
  choose({ ...times, date });
  part("submit").focus();
}

/** Another booking is another page; a part of this one, such as #main, takes nothing out of the address. */
function onFragment() {
  const { reference: named, isIncomplete } = readFragment(location.hash);
  if (isIncomplete || (named && named !== reference)) return location.reload();
  if (reference) history.replaceState(history.state, "", `#${reference}`);
}

form.addEventListener("change", onChange);
form.addEventListener("submit", onSubmit);
form.addEventListener("click", onClick);
part("timeline").addEventListener("click", onTap);
window.addEventListener("hashchange", onFragment);
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
start();
