// The booking page: from a site to a request for one of its ports.

import { listAlternatives } from "../booking/alternatives.js";
import { drawBookingForm } from "../booking/booking-form-view.js";
import { drawRequirements } from "../time-picker/requirements-form.js";
import { hideOutcome } from "../booking/outcome.js";
import { drawSiteHeader, drawToday } from "../sites/site-header.js";
import { markEmail, BookingSubmission } from "../booking/submit.js";
import { startAtPointer } from "../time-picker/timeline.js";
import { ApiError, readSite } from "../api/client.js";
import { agoText, portName, timeText } from "../lib/format.js";
import { WeekAvailability } from "../time-picker/availability.js";
import { fetchPortStatus } from "../sites/port-status.js";
import { pageUrl, readFragment } from "../lib/links.js";
import { draftChange, saveDraft, restoreDraft, siteIdOf } from "../state/draft.js";
import { clone, focusOn, say, showState, showError } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { meetsRequirements } from "../sites/requirements.js";
import { slotsFor, bookingRequestBody } from "../time-picker/slots.js";
import { addDays, minutesOf, wallOf } from "../lib/site-time.js";

const part = (id) => document.getElementById(id);
const [view, form, when, outcome] = ["view", "booking", "when", "outcome"].map(part);
const narrow = matchMedia("(max-width: 899px)");

const siteId = siteIdOf(location.search);
const { reference: replaces } = readFragment(location.hash); // the booking that is to be given up for this one
const week = new WeekAvailability(siteId);
const asked = new URLSearchParams(location.search);
const { choice, unusable } = restoreDraft(siteId, location.search, form.dataset);
const submission = new BookingSubmission(siteId, form, { siteName: () => site.name, onTaken });

let site = null;
let plan = null;
let showsAll = false;

// Reading

async function start() {
  if (siteId === null) return showState(view, "missing");
  showState(view, "loading");
  const days = loadDays(choice.week ?? choice.date);
  await reading(view, start, async () => {
    site = (await readSite(siteId)).body;
    showSite();
    await days;
    takeLink();
    submission.recall();
  });
}

function loadDays(date) {
  showState(when, "loading");
  const retry = () => loadDays(date);
  return reading(when, retry, async () => {
    if (!(await week.load(date))) giveUpDate();
    await week.lookAt(choice.date);
    draw();
  });
}

/** What is old stays on the page, and is called old, while it cannot be read again. */
async function refresh() {
  if (plan === null || submission.isUnresolved) return;
  const { start: before } = plan;
  try {
    [site] = await Promise.all([fetchPortStatus(site), week.refresh()]);
    say("stale-day", "");
    if (!submission.isUnresolved) draw(() => text("start-gone", { time: timeText(before.wall) }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say("stale-day", text("stale-day", { when: agoText((Date.now() - week.readAt) / 1000) }));
    draw(); // how the ports are grows old as well
  }
}

/** Do what reads from the server, and show its trouble in the part of the page that it is for. */
async function reading(shown, retry, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.type === "site-not-found") showState(view, "missing");
    else showError(shown, error, retry);
  }
}

// What the link asked for

function showSite() {
  part("replaces").hidden = replaces === "";
  part("replaces").querySelector("a").href = pageUrl("booking", `#${replaces}`);
  if (choice.connector && !site.connectorTypes.includes(choice.connector)) giveUp("connector", "");
  if (choice.evse && !portOf(choice.evse)) giveUp("evse", null);
  document.title = document.title.replace(/^[^·]*·/, () => `${site.name} ·`);
  drawSiteHeader(view.querySelector(".site-head"), site);
  drawRequirements(form, site, choice);
  form.elements.email.value = choice.email;
  showState(view, "ready");
  draw();
}

/** Choose the start that the link names by the site's clock, and say what of the link cannot be used. */
function takeLink() {
  if (plan && choice.from && choice.start === null) {
    [choice.start = null] = plan.clock.instantsOf(wallOf(plan.date, minutesOf(choice.from)));
    draw(() => "");
    if (plan.start === null && asked.has("from")) unusable.push("from");
  }
  const notes = [...new Set(unusable)].map((name) =>
    Object.assign(clone("note"), { textContent: text(`unusable-${name}`) }),
  );
  part("notes").replaceChildren(...notes);
  part("notes").hidden = notes.length === 0;
}

function giveUpDate() {
  if (choice.date) giveUp("date", null);
  Object.assign(choice, { week: null, from: null, start: null });
}

function giveUp(name, value) {
  choice[name] = value;
  if (asked.has(name)) unusable.push(name);
}

// Drawing

/** Draw everything anew. `lost` words the loss of a start that was chosen and does not fit any more. */
function draw(lost = () => text("start-unfit")) {
  if (site === null || week.picture === null) return;
  plan = slotsFor(site, week.picture, choice);
  const note = dropLost(lost);
  drawToday(view, site, plan.clock.dateAt(Date.now()));
  drawBookingForm(plan, { site, choice, week, showsAll, note });
  keep();
}

function dropLost(lost) {
  if (choice.start !== null && plan.start === null) {
    choice.start = null;
    return lost();
  }
  if (choice.evse === null || plan.start === null || plan.port) return "";
  const port = portName(portOf(choice.evse));
  choice.evse = null;
  return text("port-gone", { port });
}

const keep = () => plan && saveDraft(siteId, { ...choice, week: week.firstDay }, plan.start);

const portOf = (id) => site.ports.find(({ evseId }) => evseId === id);

// What the driver does

async function onChange({ target }) {
  const change = draftChange(target, form.dataset, plan?.date);
  if (change === null) return;
  choose(change);
  if (target.name !== "date") return;
  if (narrow.matches && !target.matches(":focus-visible")) focusOn(part("day-title"));
  await seeDay();
}

async function seeDay() {
  await reading(when, refresh, () => week.lookAt(choice.date));
  draw();
}

function onClick({ target }) {
  const button = target.closest("button");
  const { week: days, action, shows, connector, kw } = button?.dataset ?? {};
  const isInEmpty = button?.closest('[data-when="empty"]');
  if (days && button.ariaDisabled !== "true") goTo(addDays(week.firstDay, Number(days)));
  if (connector !== undefined) choose({ connector, kw: Number(kw) });
  if (shows) {
    showsAll = true;
    draw();
  }
  if (action === "find-any") choose({ connector: "", kw: 0 });
  if (action === "find-next") goToNext();
  else if (isInEmpty) part("day-title").focus();
  else if (connector !== undefined) form.querySelector('[name="connector"]:checked').focus();
}

async function goToNext() {
  const { date, starts } = plan.nextFree;
  choose({ date, start: starts[0].start });
  focusOn(part("starts").querySelector(":checked"));
  await seeDay();
}

function goTo(date) {
  Object.assign(choice, { date: null, start: null });
  return loadDays([date, week.picture.firstDay].sort().at(-1));
}

/** A tap on the picture of free time chooses the start nearest to it, on that port's row. */
function onTap(event) {
  const nearest = startAtPointer(event, plan);
  if (nearest) choose({ start: nearest.start, date: plan.date });
}

/** Take a choice. An outcome that it answers goes; what is not known yet stays until it is. */
function choose(change) {
  Object.assign(choice, change);
  drawRequirements(form, site, choice);
  if (outcome.dataset.state !== "unknown") hideOutcome(outcome);
  draw();
}

function onEmail({ target }) {
  choice.email = target.value;
  markEmail("");
  keep();
}

function onSubmit(event) {
  event.preventDefault();
  const start = plan?.start ?? null;
  submission.book(start && bookingRequestBody(site, plan, { ...choice, replaces }));
}

function onTaken({ alternatives }, asked) {
  choice.start = null;
  draw();
  listAlternatives(outcome, alternatives, site, { asked, take });
  refresh();
}

async function take({ evseId, evse, startAt }) {
  const date = startAt.slice(0, 10);
  if (date < week.firstDay || date > week.lastDay) await goTo(date);
  const needs = meetsRequirements(portOf(evseId), choice) ? {} : { connector: "", kw: 0 };
  choose({ ...needs, evse, start: Date.parse(startAt), date });
  part("submit").focus();
}

form.addEventListener("change", onChange);
form.addEventListener("submit", onSubmit);
form.addEventListener("click", onClick);
form.elements.email.addEventListener("input", onEmail);
part("timeline").addEventListener("click", onTap);
week.autoRefresh(refresh);
start();
