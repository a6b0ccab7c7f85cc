// The status page: asks how the booking stands until it is decided, and says exactly that.

import { drawArrival, drawPass } from "../components/pass.js";
import { drawVerdict, faceOf } from "../components/verdict.js";
import { ApiError, readBooking } from "../lib/api.js";
import { agoText } from "../lib/format.js";
import { showState, showTrouble, slot, text } from "../lib/page.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const SLOW = 60_000;
const OLD = 60_000;

const view = document.getElementById("view");
const siteTitle = document.title;

let reference = "";
let booking = null;
let openedAt = 0;
let readAt = 0;
let wait = FIRST_WAIT;
let timer = null;

function open() {
  reference = location.hash.slice(1);
  booking = null;
  openedAt = Date.now();
  wait = FIRST_WAIT;
  document.title = siteTitle;
  showState(view, reference ? "loading" : "none");
  if (reference) ask();
}

async function ask() {
  clearTimeout(timer);
  const asked = reference;
  try {
    const { body } = await readBooking(asked);
    if (asked !== reference) return;
    booking = body;
    readAt = Date.now();
    draw();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (asked === reference) onTrouble(error);
  }
  if (isPending()) askLater();
}

const isPending = () => booking !== null && !["approved", "rejected"].includes(booking.requestStatus);

function draw() {
  const face = faceOf(booking, Date.now() - openedAt > SLOW);
  drawPass(view.querySelector(".pass"), booking);
  drawArrival(document.getElementById("arrival"), booking, face);
  drawVerdict(document.getElementById("verdict"), booking, face);
  showState(view, "ready");
  const title = text("title", { word: text(`word-${face}`), site: booking.site.name });
  document.title = siteTitle.replace(/^[^·]*·/, `${title} ·`);
}

function onTrouble(error) {
  if (error.type === "booking-not-found") {
    booking = null;
    return showState(view, "missing");
  }
  if (booking === null) return showTrouble(view, error, open);
  const trouble = slot(view, "trouble");
  trouble.textContent = text("lost-touch", { when: agoText((Date.now() - readAt) / 1000) });
  trouble.hidden = false;
}

/** Ask again after a growing pause, never in step with other pages; a page that is not seen does not ask. */
function askLater() {
  if (document.visibilityState === "hidden") return;
  timer = setTimeout(ask, wait * (0.8 + 0.4 * Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function onVisibility() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden" || booking === null) return;
  if (isPending() || Date.now() - readAt > OLD) ask();
}

document.addEventListener("visibilitychange", onVisibility);
window.addEventListener("hashchange", open);
open();
