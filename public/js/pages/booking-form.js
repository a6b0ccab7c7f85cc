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
import { rememberedEmail, rememberedPlug, rememberEmail, rememberPlug } from "../state/device.js";
import { saveDraft, restoreDraft, siteIdOf } from "../state/draft.js";
import { byId, clone, closest, focusOn, keepInPlace, query, showState } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { commonPlug, meetsRequirements } from "../sites/requirements.js";
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
const keepEmail = query(form, "input#keep-email");
const needs = query(form, "details#needs");
const ports = query(query(form, "fieldset#ports"), "details");

const siteId = siteIdOf(location.search) ?? 0; // no site has the number 0
const week = new WeekAvailability(siteId);
const linkQuery = new URLSearchParams(location.search);
const { choice, unusable } = restoreDraft(siteId, location.search, form.dataset);
const submission = new Submission(
  form,
  createRequests(siteId, { siteName: () => site.name, lacksPort, onTaken }),
);
const picker = new TimePicker(form, {
  week,
  choice,
  submission,
  page: {
    site: () => site ?? null,
    drawPlan,
    dropDate,
    refresh,
    onStale: () => picker.draw(), // the status of the ports ages too
    onChoice: () => drawRequirements(form, site, choice),
    isMissing,
  },
});

/** @type {SiteResponse} */
let site; // set once it was read
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

// The parameters of the link

function showSite() {
  const isOwn = choice.connector === rememberedPlug(); // then a notice says that the site does not have it
  if (choice.connector && !isOwn && !site.connectorTypes.includes(choice.connector))
    giveUp("connector", rememberedPlug());
  if (choice.evse && !portOf(choice.evse)) giveUp("evse", null);
  takeScan();
  document.title = document.title.replace(/^[^·]*·/, () => `${site.name} ·`);
  drawSiteHeader(query(view, ".site-head"), site);
  drawRequirements(form, site, choice);
  email.value = choice.email;
  keepEmail.checked = rememberedEmail() !== "";
  needs.open = !choice.connector && !choice.scanned && !commonPlug(site.ports);
  showState(view, "ready");
  picker.draw();
}

/** Show only the port of a sign, unless it is not at this site or does not fit the car. */
function takeScan() {
  const port = choice.scanned ? portOf(choice.scanned) : undefined;
  const fits = port && meetsRequirements(port, choice);
  if (port && !fits) unusable.push("scan");
  if (fits) return;
  if (port && choice.evse === choice.scanned) choice.evse = null;
  choice.scanned = null;
}

/** Choose the start in the link, which is in the site's local time, and report unusable parameters. */
function takeLink() {
  const { plan } = picker;
  if (plan && choice.from && choice.start === null) {
    [choice.start = null] = plan.clock.instantsOf(wallOf(plan.date, minutesOf(choice.from)));
    picker.draw(() => "");
    if (picker.plan?.start === null && linkQuery.has("from")) unusable.push("from");
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
 * @param {string | null} value
 */
function giveUp(name, value) {
  Object.assign(choice, { [name]: value });
  if (linkQuery.has(name)) unusable.push(name);
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
  return port ? text(plan.plug ? "port-gone" : "port-lost", { port: portName(port) }) : "";
}

function saveChoice() {
  const { plan } = picker;
  if (plan) saveDraft(siteId, { ...choice, week: week.firstDay }, plan.start);
}

/** @returns {boolean} */
function lacksPort() {
  const { plan } = picker;
  return Boolean(plan?.start && !plan.port && !plan.plug);
}

const portOf = (/** @type {number} */ id) => site.ports.find(({ evseId }) => evseId === id);

// Actions of the driver

function onClick(/** @type {Event} */ { target }) {
  const button = closest(target, "button");
  const { action, shows, connector, kw } = button?.dataset ?? {};
  const isInEmpty = button?.closest('[data-when="empty"]');
  if (connector !== undefined) takePlug({ connector, kw: Number(kw) });
  if (shows) {
    showsAll = true;
    picker.draw();
  }
  if (action === "find-any") picker.choose({ kw: 0 });
  if (action === "forget-plug") takePlug({ connector: "" });
  if (action === "find-next") goToNext();
  else if (isInEmpty) byId("day-title").focus();
  else if (connector !== undefined || action === "forget-plug")
    query(form, '[name="connector"]:checked').focus();
}

/** @param {{ connector: string, kw?: number }} change */
function takePlug(change) {
  rememberPlug(change.connector);
  picker.choose(change);
}

/** Remember the plug as the car's. A choice by pointer collapses its list; arrow keys choose every radio on the way. */
function onChange(/** @type {Event} */ { target }) {
  if (!(target instanceof HTMLInputElement)) return;
  if (target === keepEmail) keepTheEmail();
  if (target.name === "connector") {
    rememberPlug(target.value);
    drawRequirements(form, site, choice);
  }
  if (target.matches(":focus-visible")) return;
  if (target.name === "connector" && target.value) collapse(needs);
  if (target.name !== "evse") return;
  collapse(ports);
  keepInPlace(ports, () => needs.removeAttribute("open")); // the port has the plug
}

/** @param {HTMLDetailsElement} details */
function collapse(details) {
  details.open = false;
  focusOn(query(details, "summary"));
}

function showAllPorts(/** @type {Event} */ event) {
  event.preventDefault();
  picker.choose({ scanned: null, evse: null });
  byId("day-title").focus();
}

const keepTheEmail = () =>
  rememberEmail(keepEmail.checked && email.checkValidity() ? email.value.trim() : "");

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
  keepTheEmail();
  markEmail("");
  saveChoice();
}

function onSubmit(/** @type {Event} */ event) {
  event.preventDefault();
  const { plan } = picker;
  submission.submit(plan && bookingRequestBody(site, plan, choice));
}

/**
 * @param {ProblemBody} problem
 * @param {Body} request
 */
function onTaken({ alternatives }, request) {
  picker.offerAlternatives(alternatives, request, ({ evseId, evse, startAt }) => {
    const port = portOf(evseId);
    const isWeaker = port && !meetsRequirements(port, choice);
    return { ...(isWeaker && { kw: 0 }), evse, scanned: null, start: Date.parse(startAt) };
  });
}

form.addEventListener("submit", onSubmit);
form.addEventListener("click", onClick);
form.addEventListener("change", onChange);
query(byId("scanned"), "a").addEventListener("click", showAllPorts);
email.addEventListener("input", onEmail);
start();
