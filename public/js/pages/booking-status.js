// The status page: asks for the status of the booking until it is decided, and says exactly that. So it does for a change.

import { ChangeActions } from "../booking/change-actions.js";
import { drawSavedBookings } from "../booking/saved-bookings-list.js";
import { OwnPage } from "../booking/own-page.js";
import { drawArrival, drawBookingCard } from "../booking/booking-card.js";
import { drawStatusBanner, displayStatus, isUndecided, isActive, SWITCH } from "../booking/status-banner.js";
import { ApiError, readBooking } from "../api/client.js";
import { pendingChange, removeChange } from "../state/pending-change.js";
import {
  removeCachedBooking,
  removeSavedBooking,
  cacheBooking,
  cachedBooking,
  replaceSavedBooking,
  updateSavedBooking,
} from "../booking/saved-bookings.js";
import { SwitchPanel } from "../booking/switch-panel.js";
import { Polling } from "../lib/polling.js";
import { portName } from "../lib/format.js";
import { timestampText } from "../lib/timestamp.js";
import { readFragment } from "../lib/links.js";
import { registerServiceWorker } from "../booking/offline.js";
import { byId, closest, fill, focusOn, query, showState, showError, slot, errorText } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

const SLOW = 60_000;
const STANDING_WAIT = 30_000; // a port that goes out of order is to be told within a minute
const OVER = ["rejected", "cancelled", "failed", "switch-rejected"];
const PATIENCE = 3_000; // then the kept answer shows, if there is one

/** @import { BookingResponse } from "../api/schema.d.ts" */

const [view, own, banner] = ["view", "own", "verdict"].map(byId);
const ownPage = new OwnPage();
const siteTitle = document.title;
const changes = new ChangeActions(byId("changes"), {
  onSubmitted,
  onRejected: () => ask(),
});

const switching = new SwitchPanel(byId("switch"), {
  onSwitched(created) {
    replaceSavedBooking(reference, created, { isOpen: true });
    location.hash = created;
  },
  onUnknown: () => ask(),
});

let reference = "";
let wantsSwitch = false; // the link that was opened says so
/** @type {BookingResponse | null} */
let booking = null;
let startedAt = 0;
let readAt = 0;
/** @type {number | null} */
let retryAfter = null; // seconds, where the last answer named them
const polling = new Polling(ask);

function openLink() {
  const { reference: named, isIncomplete } = readFragment(location.hash);
  wantsSwitch = location.hash.endsWith(`&${SWITCH}`);
  if (named || isIncomplete || !reference) show(named, isIncomplete);
  if (reference) history.replaceState(history.state, "", `#${reference}`); // without what was added on its way
}

/**
 * @param {string} named
 * @param {boolean} isIncomplete
 */
function show(named, isIncomplete) {
  reference = named;
  booking = null;
  document.title = siteTitle;
  const instead = isIncomplete ? "incomplete" : "own";
  showState(view, reference ? "loading" : instead);
  own.hidden = reference !== "";
  if (!reference) drawSavedBookings(own, { onEmpty: () => isIncomplete || showState(view, "none") });
  changes.open(reference);
  switching.close();
  if (reference) start();
}

/** Ask from now on: at first often. */
function start() {
  startedAt = Date.now();
  polling.reset();
  return ask();
}

async function onSubmitted(/** @type {boolean} */ hadFocus) {
  await start();
  if (hadFocus) focusOn(slot(banner, "word").parentElement ?? banner);
}

async function ask() {
  polling.stop();
  const asked = reference;
  const { reference: change } = pendingChange(asked) ?? {};
  const late = setTimeout(() => asked === reference && recall(new ApiError("timeout")), PATIENCE);
  try {
    const { body } = await readBooking(asked, change);
    if (asked !== reference) return;
    if (isReplaced(body)) return follow(body);
    const isFirst = booking === null;
    booking = body;
    readAt = Date.now();
    retryAfter = null;
    draw(body);
    keepOnDevice(body);
    if (isFirst) ownPage.drawCode();
    if (wantsSwitch && body.actions.canSwitch) openSwitch();
    wantsSwitch = false;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ({ retryAfter } = error);
    if (asked === reference) onTrouble(error, change);
  } finally {
    clearTimeout(late);
  }
  pollLater();
}

/** Whether another booking has taken the place of this one. */
const isReplaced = (/** @type {BookingResponse} */ { status, replacedBy }) =>
  status === "cancelled" && replacedBy?.requestStatus === "approved";

/** Show the booking that took the place of this one, here and in the list of this device. */
function follow(/** @type {BookingResponse} */ { replacedBy }) {
  if (!replacedBy) return;
  replaceSavedBooking(reference, replacedBy.id);
  location.replace(`#${replacedBy.id}`);
}

const openSwitch = () => booking && switching.open(booking);

const isSlow = () => Date.now() - startedAt > SLOW;
const statusOf = (/** @type {BookingResponse} */ shown) => displayStatus(shown, isSlow());

/**
 * Show the booking; `trouble` is the error because of which it may be outdated.
 * @param {BookingResponse} shown
 * @param {ApiError | null} [trouble]
 */
function draw(shown, trouble = null) {
  const shownStatus = statusOf(shown);
  drawBookingCard(query(view, ".pass"), shown, shownStatus);
  drawArrival(byId("arrival"), shown, shownStatus);
  drawStatusBanner(banner, shown, shownStatus);
  ownPage.draw();
  changes.draw(shown, shownStatus);
  switching.draw(shown);
  const when = trouble && timestampText(readAt);
  fill(banner, { "as-of": trouble && text("as-of", { when }), trouble: trouble && errorText(trouble) });
  view.toggleAttribute("data-old", trouble !== null);
  showState(view, "ready");
  const words = { word: text(`word-${shownStatus}`), site: shown.site.name };
  const title = trouble ? text("title-old", { ...words, when }) : text("title", words);
  document.title = siteTitle.replace(/^[^·]*·/, () => `${title} ·`);
}

/**
 * Remember the answer. What is over leaves the list of this device, yet can be read again.
 * @param {BookingResponse} heard
 */
function keepOnDevice(heard) {
  const { site, port, startAt, endAt } = heard;
  if (OVER.includes(statusOf(heard))) removeSavedBooking(reference);
  else updateSavedBooking({ reference, site: site.name, port: port && portName(port), startAt, endAt });
  if (heard.replaces && !heard.replaces.active) removeSavedBooking(heard.replaces.id);
  cacheBooking(heard, readAt);
}

/**
 * @param {ApiError} error
 * @param {string} [change]
 */
function onTrouble(error, change) {
  if (error.type === "booking-not-found" && change) {
    removeChange(reference); // no change of this booking, whoever kept it
    return start();
  }
  if (error.type === "booking-not-found") {
    booking = null;
    removeCachedBooking(reference);
    return showState(view, "missing");
  }
  if (booking !== null) return draw(booking, error);
  recall(error);
  if (booking === null) showError(view, error, () => show(reference, false));
}

/** Show what is last known, for want of news. What cannot be drawn was not written by this version of the page. */
function recall(/** @type {ApiError} */ trouble) {
  const kept = booking === null && cachedBooking(reference);
  if (!kept) return;
  ({ booking, readAt } = kept);
  try {
    draw(booking, trouble);
  } catch {
    booking = null;
    removeCachedBooking(reference);
  }
}

/** Ask again: with a growing wait while the network has to decide, then now and then until the booking is over. */
function pollLater() {
  if (booking === null || !isOpenEnded(booking)) return polling.stop();
  const wait = isUndecided(statusOf(booking)) ? undefined : STANDING_WAIT;
  polling.schedule({ wait, atLeast: (retryAfter ?? 0) * 1000 });
}

/** Whether there can still be news of the booking. */
function isOpenEnded(/** @type {BookingResponse} */ shown) {
  const shownStatus = statusOf(shown);
  return isUndecided(shownStatus) || (isActive(shownStatus) && Date.parse(shown.endAt) > Date.now());
}

function onVisibility() {
  polling.stop();
  if (document.visibilityState === "hidden" || booking === null) return;
  if (isUndecided(statusOf(booking)) || Date.now() - readAt > STANDING_WAIT) ask();
  else pollLater();
}

view.addEventListener("click", ({ target }) => closest(target, '[data-action="switch"]') && openSwitch());
document.addEventListener("visibilitychange", onVisibility);
window.addEventListener("online", () => reference && ask());
window.addEventListener("hashchange", openLink);
openLink();
registerServiceWorker();
