// The status page: asks how the booking stands until it is decided, and says exactly that. So it does for a change.

import { ChangeActions } from "../booking/change-actions.js";
import { drawSavedBookings } from "../booking/saved-bookings-list.js";
import { drawLink, drawLinkCode } from "../booking/print-view.js";
import { drawArrival, drawBookingCard } from "../booking/booking-card.js";
import { drawStatusBanner, displayStatus, isUndecided, isActive } from "../booking/status-banner.js";
import { ApiError, readBooking } from "../api/client.js";
import { pendingChange, removeChange } from "../state/pending-change.js";
import {
  removeCachedBooking,
  removeSavedBooking,
  cacheBooking,
  cachedBooking,
  updateSavedBooking,
} from "../booking/saved-bookings.js";
import { Polling } from "../lib/polling.js";
import { timestampText } from "../lib/timestamp.js";
import { readFragment } from "../lib/links.js";
import { registerServiceWorker } from "../booking/offline.js";
import { fill, focusOn, showState, showError, slot, errorText } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

const SLOW = 60_000;
const STANDING_WAIT = 30_000; // a port that goes out of order is to be told within a minute
const PATIENCE = 3_000; // then the kept answer shows, if there is one

const view = document.getElementById("view");
const own = document.getElementById("own");
const banner = document.getElementById("verdict");
const paper = document.getElementById("paper");
const siteTitle = document.title;
const changes = new ChangeActions(document.getElementById("changes"), {
  onSubmitted,
  onRejected: () => ask(),
});

let reference = "";
let booking = null;
let startedAt = 0;
let readAt = 0;
let retryAfter = null; // seconds, where the last answer named them
const polling = new Polling(ask);

function openLink() {
  const { reference: named, isIncomplete } = readFragment(location.hash);
  if (named || isIncomplete || !reference) show(named, isIncomplete);
  if (reference) history.replaceState(history.state, "", `#${reference}`); // without what was added on its way
}

function show(named, isIncomplete) {
  reference = named;
  booking = null;
  document.title = siteTitle;
  const instead = isIncomplete ? "incomplete" : "own";
  showState(view, reference ? "loading" : instead);
  own.hidden = reference !== "";
  if (!reference) drawSavedBookings(own, { onEmpty: () => isIncomplete || showState(view, "none") });
  changes.open(reference);
  if (reference) start();
}

/** Ask from now on: at first often. */
function start() {
  startedAt = Date.now();
  polling.reset();
  return ask();
}

async function onSubmitted(hadFocus) {
  await start();
  if (hadFocus) focusOn(slot(banner, "word").parentElement);
}

async function ask() {
  polling.stop();
  const asked = reference;
  const { reference: change } = pendingChange(asked) ?? {};
  const late = setTimeout(() => asked === reference && recall(new ApiError("timeout")), PATIENCE);
  try {
    const { body } = await readBooking(asked, change);
    if (asked !== reference) return;
    const isFirst = booking === null;
    booking = body;
    readAt = Date.now();
    retryAfter = null;
    draw();
    keepOnDevice();
    if (isFirst) drawLinkCode(paper);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ({ retryAfter } = error);
    if (asked === reference) onTrouble(error, change);
  } finally {
    clearTimeout(late);
  }
  pollLater();
}

const isSlow = () => Date.now() - startedAt > SLOW;
const currentStatus = () => displayStatus(booking, isSlow());

/** Show the booking; `trouble` is what keeps us from knowing whether it still stands so. */
function draw(trouble = null) {
  const shownStatus = currentStatus();
  drawBookingCard(view.querySelector(".pass"), booking, shownStatus);
  drawArrival(document.getElementById("arrival"), booking, shownStatus);
  drawStatusBanner(banner, booking, shownStatus);
  drawLink(paper);
  changes.draw(booking, shownStatus);
  const when = trouble && timestampText(readAt);
  fill(banner, { "as-of": trouble && text("as-of", { when }), trouble: trouble && errorText(trouble) });
  view.toggleAttribute("data-old", trouble !== null);
  showState(view, "ready");
  const words = { word: text(`word-${shownStatus}`), site: booking.site.name };
  const title = trouble ? text("title-old", { ...words, when }) : text("title", words);
  document.title = siteTitle.replace(/^[^·]*·/, () => `${title} ·`);
}

/** Remember the answer. What is over leaves the list of this device, yet can be read again. */
function keepOnDevice() {
  const { site, startAt, endAt } = booking;
  if (["rejected", "cancelled", "failed"].includes(currentStatus())) removeSavedBooking(reference);
  else updateSavedBooking({ reference, site: site.name, startAt, endAt });
  cacheBooking(booking, readAt);
}

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
  if (booking !== null) return draw(error);
  recall(error);
  if (booking === null) showError(view, error, () => show(reference, false));
}

/** Show what was last heard, for want of news. What cannot be drawn was not written by this version of the page. */
function recall(trouble) {
  const kept = booking === null && cachedBooking(reference);
  if (!kept) return;
  ({ booking, readAt } = kept);
  try {
    draw(trouble);
  } catch {
    booking = null;
    removeCachedBooking(reference);
  }
}

/** Ask again: with a growing wait while the network has to decide, then now and then until the booking is over. */
function pollLater() {
  if (!isOpenEnded()) return polling.stop();
  const wait = isUndecided(currentStatus()) ? undefined : STANDING_WAIT;
  polling.schedule({ wait, atLeast: (retryAfter ?? 0) * 1000 });
}

/** Whether there can still be news of the booking. */
function isOpenEnded() {
  if (booking === null) return false;
  const shownStatus = currentStatus();
  return isUndecided(shownStatus) || (isActive(shownStatus) && Date.parse(booking.endAt) > Date.now());
}

function onVisibility() {
  polling.stop();
  if (document.visibilityState === "hidden" || booking === null) return;
  if (isUndecided(currentStatus()) || Date.now() - readAt > STANDING_WAIT) ask();
  else pollLater();
}

document.addEventListener("visibilitychange", onVisibility);
window.addEventListener("online", () => reference && ask());
window.addEventListener("hashchange", openLink);
openLink();
registerServiceWorker();
