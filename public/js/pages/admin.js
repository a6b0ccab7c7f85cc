// The admin page. After sign-in: one view (today, list, calendar, requests or report), the panel of one booking beside it,
// and the tasks of this tab below. The address has the view and the booking, for reloads and links.

import { CreateDialog } from "../admin/dialogs/create.js";
import { canWrite, showRole } from "../admin/role.js";
import { PortDialog } from "../admin/dialogs/port.js";
import { SignIn } from "../admin/sign-in.js";
import { Find } from "../admin/find.js";
import { registerShortcuts, mountShortcutHelp } from "../admin/keyboard.js";
import { BookingList } from "../admin/list.js";
import { RescheduleDialog } from "../admin/dialogs/reschedule.js";
import { DetailPanel } from "../admin/detail-panel.js";
import { RequestList } from "../admin/requests.js";
import { Today, rememberedSite } from "../admin/today.js";
import { TaskList } from "../admin/task-list.js";
import { portsText, spanText } from "../admin/labels.js";
import { LazyView } from "../admin/lazy-view.js";
import { onSignedOut, signOut } from "../api/admin-client.js";
import { linkTo, readState } from "../admin/url-state.js";
import { autoRefresh } from "../lib/auto-refresh.js";
import { pageUrl } from "../lib/links.js";
import { isDrawn } from "../lib/polyfills.js";
import { byId, closest, focusOn, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { forget, recall, remember } from "../state/storage.js";
import { removeAllTasks, pendingTaskOf } from "../admin/task-store.js";
import { TaskRunner } from "../admin/task-runner.js";

const LEFT = "admin-left";
const narrow = matchMedia("(max-width: 899px)");

/**
 * @import { AnySiteListResponse, AnySiteResponse, BookingDetailResponse } from "../api/schema.d.ts"
 * @import { NewBooking } from "../admin/dialogs/create.js"
 * @import { Proposal } from "../admin/dialogs/reschedule.js"
 * @import { State } from "../admin/url-state.js"
 * @import { Task } from "../admin/task-store.js"
 * @import { View } from "../admin/lazy-view.js"
 */

const [views, nav, actions] = ["views", "nav", "actions"].map(byId);
const brand = document.title;

/** @type {AnySiteResponse[]} */
let sites = [];
let state = readState(location.search);
/** @type {Element | null} */
let lastFocused = null;
/** @type {HTMLDialogElement[]} */
let interrupted = [];
let readAt = Date.now();

// Components

const signInForm = new SignIn(byId("sign-in"), onOpen);
const taskRunner = new TaskRunner({ onChange, onResolved: refresh });
const taskList = new TaskList(byId("tasks"), taskRunner, { open: openBooking, left: onTaskLeft });
const detailPanel = new DetailPanel(byId("panel"), {
  close: closeBooking,
  move: ({ id }, later) => moving.open({ booking: id, later }),
  cancel,
});
const moving = new RescheduleDialog(query(document, "dialog#move"), taskRunner);
const creating = new CreateDialog(query(document, "dialog#create"), taskRunner, { sites: () => sites });
const port = new PortDialog(query(document, "dialog#port"), { open: openBooking, changed: refresh });
const showHelp = mountShortcutHelp(query(document, "dialog#help"));
const shared = { go, saveScrollPosition, openBooking, openMove, openCreate, openPort, sites: () => sites };
/** @type {Record<string, View>} */
const parts = {
  today: new Today(byId("today"), shared),
  list: new BookingList(byId("list"), shared),
  queue: new RequestList(byId("queue"), shared),
  report: new LazyView(byId("report"), shared, () => import("../admin/report.js")),
  calendar: new LazyView(byId("calendar"), shared, () => import("../admin/calendar/calendar.js")),
};

const search = new Find(query(document, "form#find"), { loaded, openBooking, openDriver });

// Sign-in

function onOpen(/** @type {AnySiteListResponse} */ answer) {
  sites = answer.sites;
  showRole(answer.signedInAs);
  offerSites();
  showInside(true);
  if (location.search === "") history.replaceState(null, "", linkTo({ site: rememberedSite(sites) }));
  show();
  focusOn(byId("main"));
  taskRunner.resume();
  for (const dialog of interrupted.splice(0)) dialog.showModal();
}

/** The server refused the token: show the sign-in form, and continue here afterwards. */
function onRefused() {
  if (byId("admin").hidden) return;
  interrupted = [...document.querySelectorAll("dialog[open]")];
  for (const dialog of interrupted) dialog.close();
  showInside(false);
  signInForm.enter(text("sign-in-expired"));
}

/** Sign out: delete all data of bookings from the tab and the page. */
function leave() {
  taskRunner.leave();
  signOut();
  removeAllTasks();
  remember(LEFT, true);
  location.replace(pageUrl("admin"));
}

function showInside(/** @type {boolean} */ isIn) {
  for (const element of [byId("admin"), nav, byId("find"), actions]) element.hidden = !isIn;
}

function offerSites() {
  for (const select of document.querySelectorAll("select[data-sites]")) {
    const { value } = select;
    select.replaceChildren(select.options[0], ...sites.map(({ id, name }) => new Option(name, String(id))));
    select.value = value;
  }
}

// The address

/**
 * Change the state in the address and show it: null removes a part; `cursors` lead to a page of the list.
 * @param {Partial<State>} changes
 * @param {string[]} [cursors]
 */
function go(changes, cursors = []) {
  const next = readState(new URL(linkTo({ ...state, ...changes }), location.href).search);
  const isSameList =
    Object.keys(changes).every((name) => name === "booking") && changes.booking !== undefined;
  history.pushState(isSameList ? history.state : { cursors }, "", linkTo(next));
  return show();
}

/**
 * Write the calendar's scroll position into the address, without a new entry of the history.
 * @param {string} at
 */
function saveScrollPosition(at) {
  state = { ...state, at };
  history.replaceState(history.state, "", linkTo(state));
}

/** Show the state in the address. Resolves when its booking was read. */
function show() {
  const { view: before } = state;
  state = readState(location.search);
  const { view, booking } = state;
  if (before !== view) parts[before].hide();
  for (const name of Object.keys(parts)) byId(name).hidden = name !== view;
  for (const link of nav.querySelectorAll("a")) {
    link.href = linkTo({ ...state, view: link.dataset.view, booking: null });
    if (link.dataset.view === view) link.ariaCurrent = "page";
    else link.removeAttribute("aria-current");
  }
  const title = text(`view-${view}`);
  byId("view-title").textContent = title;
  document.title = text("title", { view: title, page: brand });
  parts[view].show(state);
  views.inert = narrow.matches && booking !== null;
  return detailPanel.show(booking);
}

function onPopState() {
  if (!byId("admin").hidden) show();
}

// Actions

function openBooking(/** @type {number} */ id) {
  if (views.contains(document.activeElement)) lastFocused = document.activeElement;
  const read = go({ booking: id });
  detailPanel.focus();
  return read;
}

function closeBooking() {
  if (!detailPanel.isOpen) return;
  const { booking } = state;
  go({ booking: null });
  const named = `[data-booking="${booking}"]`;
  const again = [lastFocused, views.querySelector(`${named} a, a${named}, button${named}`)];
  const target = again.find((element) => element?.isConnected && isDrawn(element));
  (target instanceof HTMLElement ? target : byId("main")).focus();
}

/** Resolves to whether a request was sent; a viewer cannot send one. */
async function openMove(/** @type {Proposal & { booking: number }} */ proposal) {
  return canWrite() && moving.open(proposal);
}

async function openCreate(/** @type {NewBooking} */ proposal = {}) {
  return canWrite() && creating.open({ site: state.site, ...proposal });
}

/** The bookings of a port from now on, to call their drivers and to move them. */
function openPort(/** @type {{ site: number, evseId: number }} */ place) {
  return port.open(place);
}

/** Schedule a cancellation, with the focus on its undo button in the list of tasks. */
function cancel(/** @type {BookingDetailResponse} */ booking) {
  if (pendingTaskOf(booking.id)) return;
  const { site, ports } = booking;
  const place = text("place", { site: site.name, port: portsText(ports) });
  const { id } = taskRunner.cancelSoon(booking.id, { place, from: spanText(booking) });
  taskList.focusOn(id, "undo");
}

function onTaskLeft(/** @type {Task} */ { booking }) {
  if (detailPanel.isOpen && detailPanel.booking?.id === booking) return detailPanel.focusAction("cancel");
  focusOn(byId("main"));
}

/** All bookings of a driver, in the list. */
function openDriver(/** @type {number} */ driver) {
  const shown = go({ view: "list", driver, status: "any", site: null, from: null, to: null, booking: null });
  focusOn(byId("main"));
  return shown;
}

/** The bookings that the views have read, without duplicates. */
function loaded() {
  const read = Object.values(parts).flatMap((view) => view.loaded);
  return [...new Map(read.map((booking) => [booking.id, booking])).values()];
}

/**
 * Reschedule or cancel the booking of a row, or the open one.
 * @param {number | null} booking
 * @param {"move" | "cancel"} action
 */
async function actOn(booking, action) {
  const id = booking ?? state.booking;
  if (id === null) return;
  if (state.booking !== id) await openBooking(id);
  if (!detailPanel.booking || !detailPanel.can(action)) return;
  if (action === "cancel") cancel(detailPanel.booking);
  else openMove({ booking: id });
}

// Changes and refresh

function onChange() {
  taskList.draw();
  detailPanel.drawActions();
}

function refresh() {
  if (byId("admin").hidden) return;
  readAt = Date.now();
  for (const one of [parts[state.view], detailPanel, moving, creating]) one.refresh();
  taskList.draw();
}

function onClick(/** @type {MouseEvent} */ event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const link = closest(event.target, "a[data-view]");
  if (link && isPlain) {
    event.preventDefault();
    return go({ view: link.dataset.view, booking: null });
  }
  const action = closest(event.target, "button")?.dataset.action;
  if (action === "create") openCreate();
  if (action === "help") showHelp();
  if (action === "sign-out") leave();
}

for (const bar of [nav, actions]) bar.addEventListener("click", onClick);
narrow.addEventListener("change", () => {
  views.inert = narrow.matches && detailPanel.isOpen;
});
window.addEventListener("popstate", onPopState);
autoRefresh(() => readAt, refresh);
onSignedOut(onRefused);
registerShortcuts({
  search: () => search.focus(),
  today: () => parts[state.view].today(),
  move: (booking) => actOn(booking, "move"),
  cancel: (booking) => actOn(booking, "cancel"),
  help: showHelp,
  close: () => {
    search.hide();
    closeBooking();
  },
});
signInForm.enter(recall(LEFT) ? text("sign-in-left") : "");
forget(LEFT);
