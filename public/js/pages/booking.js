// The status page: asks how the booking stands until it is decided, and says exactly that. So it does for a change.

import { Changes } from "../components/changes.js";
import { drawOwn } from "../components/own.js";
import { drawLink, drawLinkCode } from "../components/paper.js";
import { drawArrival, drawPass } from "../components/pass.js";
import { drawVerdict, faceOf, isUndecided, stands } from "../components/verdict.js";
import { ApiError, readBooking } from "../lib/api.js";
import { changeOf, forgetChange } from "../lib/changes.js";
import { dropAnswer, forgetOnDevice, keepAnswer, keptAnswer, updateOnDevice } from "../lib/device.js";
import { heardText } from "../lib/heard.js";
import { readFragment } from "../lib/links.js";
import { keepPageForLater } from "../lib/offline.js";
import { fill, focusOn, showState, showTrouble, slot, text, troubleText } from "../lib/page.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const SLOW = 60_000;
const STANDING_WAIT = 30_000; // a port that goes out of order is to be told within a minute
const PATIENCE = 3_000; // then the kept answer shows, if there is one

const view = document.getElementById("view");
const own = document.getElementById("own");
const verdict = document.getElementById("verdict");
const paper = document.getElementById("paper");
const siteTitle = document.title;
const changes = new Changes(document.getElementById("changes"), { onPlaced, onRefused: () => ask() });

let reference = "";
let booking = null;
let startedAt = 0;
let readAt = 0;
let wait = FIRST_WAIT;
let retryAfter = null; // seconds, where the last answer named them
let timer = null;

function open() {
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
  if (!reference) drawOwn(own, { onEmpty: () => isIncomplete || showState(view, "none") });
  changes.open(reference);
  if (reference) start();
}

/** Ask from now on: at first often. */
function start() {
  startedAt = Date.now();
  wait = FIRST_WAIT;
  return ask();
}

async function onPlaced(hadFocus) {
  await start();
  if (hadFocus) focusOn(slot(verdict, "word").parentElement);
}

async function ask() {
  clearTimeout(timer);
  const asked = reference;
  const { reference: change } = changeOf(asked) ?? {};
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
  askLater();
}

const isSlow = () => Date.now() - startedAt > SLOW;
const currentFace = () => faceOf(booking, isSlow());

/** Show the booking; `trouble` is what keeps us from knowing whether it still stands so. */
function draw(trouble = null) {
  const face = currentFace();
  drawPass(view.querySelector(".pass"), booking, face);
  drawArrival(document.getElementById("arrival"), booking, face);
  drawVerdict(verdict, booking, face);
  drawLink(paper);
  changes.draw(booking, face);
  const when = trouble && heardText(readAt);
  fill(verdict, { "as-of": trouble && text("as-of", { when }), trouble: trouble && troubleText(trouble) });
  view.toggleAttribute("data-old", trouble !== null);
  showState(view, "ready");
  const words = { word: text(`word-${face}`), site: booking.site.name };
  const title = trouble ? text("title-old", { ...words, when }) : text("title", words);
  document.title = siteTitle.replace(/^[^·]*·/, () => `${title} ·`);
}

/** Remember the answer. What is over leaves the list of this device, yet can be read again. */
function keepOnDevice() {
  const { site, startAt, endAt } = booking;
  if (["rejected", "cancelled", "failed"].includes(currentFace())) forgetOnDevice(reference);
  else updateOnDevice({ reference, site: site.name, startAt, endAt });
  keepAnswer(booking, readAt);
}

function onTrouble(error, change) {
  if (error.type === "booking-not-found" && change) {
    forgetChange(reference); // no change of this booking, whoever kept it
    return start();
  }
  if (error.type === "booking-not-found") {
    booking = null;
    dropAnswer(reference);
    return showState(view, "missing");
  }
  if (booking !== null) return draw(error);
  recall(error);
  if (booking === null) showTrouble(view, error, () => show(reference, false));
}

/** Show what was last heard, for want of news. What cannot be drawn was not written by this version of the page. */
function recall(trouble) {
  const kept = booking === null && keptAnswer(reference);
  if (!kept) return;
  ({ booking, readAt } = kept);
  try {
    draw(trouble);
  } catch {
    booking = null;
    dropAnswer(reference);
  }
}

/**
 * Ask again, never in step with other pages: after a growing pause while the network has to decide, then now and then
 * until the booking is over. A page that is not seen does not ask.
 */
function askLater() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden" || !isOpenEnded()) return;
  const pause = (isUndecided(currentFace()) ? wait : STANDING_WAIT) * (0.8 + 0.4 * Math.random());
  timer = setTimeout(ask, Math.max(pause, (retryAfter ?? 0) * 1000));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

/** Whether there can still be news of the booking. */
function isOpenEnded() {
  if (booking === null) return false;
  const face = currentFace();
  return isUndecided(face) || (stands(face) && Date.parse(booking.endAt) > Date.now());
}

function onVisibility() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden" || booking === null) return;
  if (isUndecided(currentFace()) || Date.now() - readAt > STANDING_WAIT) ask();
  else askLater();
}

document.addEventListener("visibilitychange", onVisibility);
window.addEventListener("online", () => reference && ask());
window.addEventListener("hashchange", open);
open();
keepPageForLater();
