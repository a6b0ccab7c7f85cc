// The status page: polls the status of a booking, or of its change, until it is decided, and shows it.

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
const DECIDED_POLL_WAIT = 30_000; // an out-of-order port must show within a minute
const OVER = ["rejected", "cancelled", "failed", "switch-rejected"];
const NOT_USED = ["no-show", "failed"];
const CACHE_DELAY = 3_000; // then the cached response is shown, if there is one

/** @import { BookingResponse } from "../api/schema.d.ts" */

const [view, own, banner] = ["view", "own", "status-banner"].map(byId);
const ownPage = new OwnPage();
const siteTitle = document.title;
const changes = new ChangeActions(byId("changes"), {
  onSubmitted,
  onRejected: () => poll(),
});

const switching = new SwitchPanel(byId("switch"), {
  onSwitched(created) {
    replaceSavedBooking(reference, created, { isOpen: true });
    location.hash = created;
  },
  onUnknown: () => poll(),
});

let reference = "";
let wantsSwitch = false; // set by the opened link
/** @type {BookingResponse | null} */
let booking = null;
let startedAt = 0;
let readAt = 0;
/** @type {number | null} */
let retryAfter = null; // seconds, of the last response
const polling = new Polling(poll);

function openLink() {
  const { reference: named, isIncomplete } = readFragment(location.hash);
  wantsSwitch = location.hash.endsWith(`&${SWITCH}`);
  if (named || isIncomplete || !reference) show(named, isIncomplete);
  if (reference) history.replaceState(history.state, "", `#${reference}`); // without additions of mail filters
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

/** Start polling, with the shortest wait. */
function start() {
  startedAt = Date.now();
  polling.reset();
  return poll();
}

async function onSubmitted(/** @type {boolean} */ hadFocus) {
  await start();
  if (hadFocus) focusOn(slot(banner, "word").parentElement ?? banner);
}

async function poll() {
  polling.stop();
  const requested = reference;
  const { reference: change } = pendingChange(requested) ?? {};
  const late = setTimeout(() => requested === reference && showCached(new ApiError("timeout")), CACHE_DELAY);
  try {
    const { body } = await readBooking(requested, change);
    if (requested !== reference) return;
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
    if (requested === reference) onError(error, change);
  } finally {
    clearTimeout(late);
  }
  pollLater();
}

/** Whether another booking has replaced this one, also if this one ended before it was canceled. */
const isReplaced = (/** @type {BookingResponse} */ { status, replacedBy }) =>
  replacedBy?.requestStatus === "approved" &&
  (status === "cancelled" || (NOT_USED.includes(status ?? "") && replacedBy.status !== "cancelled"));

/** Show the booking that replaced this one, here and in the list of this device. */
function follow(/** @type {BookingResponse} */ { replacedBy }) {
  if (!replacedBy) return;
  replaceSavedBooking(reference, replacedBy.id);
  location.replace(`#${replacedBy.id}`);
}

const openSwitch = () => booking && switching.open(booking);

const isSlow = () => Date.now() - startedAt > SLOW;
const statusOf = (/** @type {BookingResponse} */ shown) => displayStatus(shown, isSlow());

/**
 * Show the booking; `error` is the reason if it may be stale.
 * @param {BookingResponse} shown
 * @param {ApiError | null} [error]
 */
function draw(shown, error = null) {
  const shownStatus = statusOf(shown);
  drawBookingCard(query(view, ".booking-card"), shown, shownStatus);
  drawArrival(byId("arrival"), shown, shownStatus);
  drawStatusBanner(banner, shown, shownStatus);
  ownPage.draw();
  changes.draw(shown, shownStatus);
  switching.draw(shown);
  const when = error && timestampText(readAt);
  fill(banner, { "as-of": error && text("as-of", { when }), "stale-reason": error && errorText(error) });
  view.toggleAttribute("data-old", error !== null);
  showState(view, "ready");
  const words = { word: text(`word-${shownStatus}`), site: shown.site.name };
  const title = error ? text("title-old", { ...words, when }) : text("title", words);
  document.title = siteTitle.replace(/^[^·]*·/, () => `${title} ·`);
}

/**
 * Store the response. A booking that is over is removed from the list of this device, but stays readable.
 * @param {BookingResponse} latest
 */
function keepOnDevice(latest) {
  const { site, port, startAt, endAt } = latest;
  if (OVER.includes(statusOf(latest))) removeSavedBooking(reference);
  else updateSavedBooking({ reference, site: site.name, port: port && portName(port), startAt, endAt });
  if (latest.replaces && !latest.replaces.active) removeSavedBooking(latest.replaces.id);
  cacheBooking(latest, readAt);
}

/**
 * @param {ApiError} error
 * @param {string} [change]
 */
function onError(error, change) {
  if (error.type === "booking-not-found" && change) {
    removeChange(reference); // stored, but no change of this booking
    return start();
  }
  if (error.type === "booking-not-found") {
    booking = null;
    removeCachedBooking(reference);
    return showState(view, "missing");
  }
  if (booking !== null) return draw(booking, error);
  showCached(error);
  if (booking === null) showError(view, error, () => show(reference, false));
}

/** Show the cached response. One that cannot be rendered, from another version of the page, is removed. */
function showCached(/** @type {ApiError} */ error) {
  const cached = booking === null && cachedBooking(reference);
  if (!cached) return;
  ({ booking, readAt } = cached);
  try {
    draw(booking, error);
  } catch {
    booking = null;
    removeCachedBooking(reference);
  }
}

/** Poll again: with a growing wait while a decision is pending, then at a fixed interval until the booking is over. */
function pollLater() {
  if (booking === null || !isOpenEnded(booking)) return polling.stop();
  const wait = isUndecided(statusOf(booking)) ? undefined : DECIDED_POLL_WAIT;
  polling.schedule({ wait, atLeast: (retryAfter ?? 0) * 1000 });
}

/** Whether the booking can still change. */
function isOpenEnded(/** @type {BookingResponse} */ shown) {
  const shownStatus = statusOf(shown);
  return isUndecided(shownStatus) || (isActive(shownStatus) && Date.parse(shown.endAt) > Date.now());
}

function onVisibility() {
  polling.stop();
  if (document.visibilityState === "hidden" || booking === null) return;
  if (isUndecided(statusOf(booking)) || Date.now() - readAt > DECIDED_POLL_WAIT) poll();
  else pollLater();
}

view.addEventListener("click", ({ target }) => closest(target, '[data-action="switch"]') && openSwitch());
document.addEventListener("visibilitychange", onVisibility);
window.addEventListener("online", () => reference && poll());
window.addEventListener("hashchange", openLink);
openLink();
registerServiceWorker();
