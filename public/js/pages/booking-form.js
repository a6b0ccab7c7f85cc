// The booking page: from a site to a request for one of its ports.

import { drawBookingForm } from "../booking/booking-form-view.js";
import { drawRequirements } from "../time-picker/requirements-form.js";
import { drawSiteHeader, drawToday } from "../sites/site-header.js";
import { createRequests, markEmail } from "../booking/create-requests.js";
import { Submission } from "../booking/submit.js";
import { readSite } from "../api/client.js";
import { portName } from "../lib/format.js";
import { WeekAvailability } from "../time-picker/availability.js";
import { TimePicker } from "../time-picker/controller.js";
import { fetchPortStatus } from "../sites/port-status.js";
import { pageUrl, readFragment } from "../lib/links.js";
import { saveDraft, restoreDraft, siteIdOf } from "../state/draft.js";
import { byId, clone, closest, focusOn, query, showState } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { meetsRequirements } from "../sites/requirements.js";
import { bookingRequestBody } from "../time-picker/slots.js";
import { minutesOf, wallOf } from "../lib/site-time.js";

/**
 * @import { ApiError } from "../api/client.js"
 * @import { SiteResponse } from "../api/schema.d.ts"
 * @import { ProblemBody } from "../api/types.d.ts"
 * @import { Body } from "../state/booking-attempt.js"
 * @import { Plan } from "../time-picker/slots.js"
 */

const view = byId("view");
const form = query(document, "form#booking");
const email = query(form, "input#email");

const siteId = siteIdOf(location.search) ?? 0; // no site has the number 0
const { reference: replaces } = readFragment(location.hash); // the booking that is to be given up for this one
const week = new WeekAvailability(siteId);
const asked = new URLSearchParams(location.search);
const { choice, unusable } = restoreDraft(siteId, location.search, form.dataset);
const submission = new Submission(form, createRequests(siteId, { siteName: () => site.name, onTaken }));
const picker = new TimePicker(form, {
  week,
  choice,
  submission,
  page: {
    site: () => site ?? null,
    drawPlan,
    dropDate,
    refresh,
    onStale: () => picker.draw(), // how the ports are grows old as well
    onChoice: () => drawRequirements(form, site, choice),
    isMissing,
  },
});

/** @type {SiteResponse} */
let site; // once it was read
let showsAll = false;

// Reading

async function start() {
  if (siteId === 0) return showState(view, "missing");
  showState(view, "loading");
  const days = picker.loadDays(choice.week ?? choice.date);
  await picker.read(view, start, async () => {
    site = (await readSite(siteId)).body;
    showSite();
    await days;
    takeLink();
    submission.recall();
  });
}

async function refresh() {
  [site] = await Promise.all([fetchPortStatus(site), week.refresh()]);
}

function isMissing(/** @type {ApiError} */ { type }) {
  const isSite = type === "site-not-found";
  if (isSite) showState(view, "missing");
  return isSite;
}

// What the link asked for

function showSite() {
  byId("replaces").hidden = replaces === "";
  query(byId("replaces"), "a").href = pageUrl("booking", `#${replaces}`);
  if (choice.connector && !site.connectorTypes.includes(choice.connector)) giveUp("connector", "");
  if (choice.evse && !portOf(choice.evse)) giveUp("evse", null);
  document.title = document.title.replace(/^[^·]*·/, () => `${site.name} ·`);
  drawSiteHeader(query(view, ".site-head"), site);
  drawRequirements(form, site, choice);
  email.value = choice.email;
  showState(view, "ready");
  picker.draw();
}

/** Choose the start that the link names by the site's clock, and say what of the link cannot be used. */
function takeLink() {
  const { plan } = picker;
  if (plan && choice.from && choice.start === null) {
    [choice.start = null] = plan.clock.instantsOf(wallOf(plan.date, minutesOf(choice.from)));
    picker.draw(() => "");
    if (picker.plan?.start === null && asked.has("from")) unusable.push("from");
  }
  const notes = [...new Set(unusable)].map((name) =>
    Object.assign(clone("note"), { textContent: text(`unusable-${name}`) }),
  );
  byId("notes").replaceChildren(...notes);
  byId("notes").hidden = notes.length === 0;
}

function dropDate() {
  if (choice.date) giveUp("date", null);
  Object.assign(choice, { week: null, from: null, start: null });
}

/**
 * @param {"connector" | "evse" | "date"} name
 * @param {"" | null} value
 */
function giveUp(name, value) {
  Object.assign(choice, { [name]: value });
  if (asked.has(name)) unusable.push(name);
}

// Drawing

/**
 * @param {Plan} plan
 * @param {() => string} lost
 */
function drawPlan(plan, lost) {
  const note = dropLost(plan, lost);
  drawToday(view, site, plan.clock.dateAt(Date.now()));
  drawBookingForm(plan, { site, choice, week, showsAll, note });
  saveChoice();
}

/**
 * @param {Plan} plan
 * @param {() => string} lost
 */
function dropLost(plan, lost) {
  if (choice.start !== null && plan.start === null) {
    choice.start = null;
    return lost();
  }
  if (choice.evse === null || plan.start === null || plan.port) return "";
  const port = portOf(choice.evse);
  choice.evse = null;
  return port ? text("port-gone", { port: portName(port) }) : "";
}

function saveChoice() {
  const { plan } = picker;
  if (plan) saveDraft(siteId, { ...choice, week: week.firstDay }, plan.start);
}

const portOf = (/** @type {number} */ id) => site.ports.find(({ evseId }) => evseId === id);

// What the driver does

function onClick(/** @type {Event} */ { target }) {
  const button = closest(target, "button");
  const { action, shows, connector, kw } = button?.dataset ?? {};
  const isInEmpty = button?.closest('[data-when="empty"]');
  if (connector !== undefined) picker.choose({ connector, kw: Number(kw) });
  if (shows) {
    showsAll = true;
    picker.draw();
  }
  if (action === "find-any") picker.choose({ connector: "", kw: 0 });
  if (action === "find-next") goToNext();
  else if (isInEmpty) byId("day-title").focus();
  else if (connector !== undefined) query(form, '[name="connector"]:checked').focus();
}

async function goToNext() {
  const next = picker.plan?.nextFree;
  if (!next) return;
  const { date, starts } = next;
  picker.choose({ date, start: starts[0].start });
  focusOn(query(byId("starts"), ":checked"));
  await picker.showDay();
}

function onEmail() {
  choice.email = email.value;
  markEmail("");
  saveChoice();
}

function onSubmit(/** @type {Event} */ event) {
  event.preventDefault();
  const { plan } = picker;
  submission.submit(plan && bookingRequestBody(site, plan, { ...choice, replaces }));
}

/**
 * @param {ProblemBody} problem
 * @param {Body} request
 */
function onTaken({ alternatives }, request) {
  picker.offerAlternatives(alternatives, request, ({ evseId, evse, startAt }) => {
    const port = portOf(evseId);
    const isOther = port && !meetsRequirements(port, choice);
    return { ...(isOther && { connector: "", kw: 0 }), evse, start: Date.parse(startAt) };
  });
}

form.addEventListener("submit", onSubmit);
form.addEventListener("click", onClick);
email.addEventListener("input", onEmail);
start();
