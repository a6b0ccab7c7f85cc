// The list of sites.

import { drawDotMap, pointAt } from "../sites/dot-map.js";
import { drawSavedBookings } from "../booking/saved-bookings-list.js";
import { drawSuggestions } from "../sites/suggestions.js";
import { offerRequirements } from "../time-picker/requirements-form.js";
import { rememberedPlug, rememberPlug } from "../state/device.js";
import { drawSiteCards } from "../sites/card-list.js";
import { ApiError, listSites } from "../api/client.js";
import { agoText } from "../lib/format.js";
import { sorted } from "../lib/polyfills.js";
import { byId, closest, formValues, query, say, showState, showError, slot } from "../lib/dom.js";
import { locale, plural, text } from "../lib/i18n.js";
import { findNearby } from "../sites/places.js";
import { asPort, filterUrl, nearestFirst, readFilter, relaxations, selectSites } from "../sites/filters.js";

const OWN_SHOWN = 3;
const WITHOUT = { q: "without-q", kw: "without-kw" };

/**
 * @import { SiteCardResponse } from "../api/schema.d.ts"
 * @import { PortPower } from "../lib/format.js"
 * @import { Filter } from "../sites/filters.js"
 * @import { Place } from "../sites/map-projection.js"
 */

const finder = query(document, "form#finder");
const [search, power] = [query(finder, "input#q"), query(finder, "select#kw")];
const [view, list, nearest] = ["sites", "list", "nearest"].map(byId);
const map = query(view, ".dot-map");
const credit = query(list, "[data-credit]");

/** @type {SiteCardResponse[] | null} */
let sites = null;
/** @type {{ types: string[], ports: PortPower[] }} */
let offers = { types: [], ports: [] }; // the plugs and power of the sites
/** @type {Place | null} */
let here = null;

function start() {
  drawSavedBookings(byId("own"), { most: OWN_SHOWN });
  showFilter(startFilter());
  finder.addEventListener("submit", (event) => event.preventDefault());
  finder.addEventListener("input", onFilter);
  finder.addEventListener("change", onPlug);
  for (const part of [finder, list]) part.addEventListener("click", onInstead);
  nearest.addEventListener("click", onNearest);
  query(list, '[data-action="clear"]').addEventListener("click", onClear);
  for (const kind of ["pointerover", "pointerout"]) view.addEventListener(kind, onPoint);
  load();
}

async function load() {
  showState(list, "loading");
  try {
    const { body, staleSeconds } = await listSites();
    sites = sorted(body.sites, (a, b) => a.name.localeCompare(b.name, locale));
    say("stale-note", staleSeconds === null ? "" : text("stale", { when: agoText(staleSeconds) }));
    offers = { types: [...new Set(sites.flatMap((site) => site.connectorTypes))], ports: sites.map(asPort) };
    const { connector, ...filter } = startFilter();
    const isKnown = offers.types.includes(connector) || connector === rememberedPlug();
    draw({ ...filter, connector: isKnown ? connector : rememberedPlug() });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    slot(view, "count").textContent = "";
    nearest.hidden = map.hidden = true;
    showError(list, error, load);
  }
}

/** The filter in the address, with the plug of the car if it has none. */
function startFilter() {
  const filter = readFilter(location.search);
  return { ...filter, connector: filter.connector || rememberedPlug() };
}

function draw(/** @type {Filter} */ filter = currentFilter()) {
  if (sites === null) return;
  offerRequirements(finder, offers, filter);
  const found = selectSites(sites, filter);
  drawSites(here ? nearestFirst(found, here) : found, filter, here, plural("sites", found.length));
  if (found.length > 0) return;
  drawWaysOut(sites, filter);
  drawNearby(sites, filter);
}

/**
 * @param {SiteCardResponse[]} shown
 * @param {Filter} filter
 * @param {Place | null} around Where the driver is, or looks.
 * @param {string} count
 */
function drawSites(shown, filter, around, count) {
  slot(view, "count").textContent = count;
  nearest.hidden = false;
  drawSiteCards(query(list, ".cards"), shown, filter);
  drawDotMap(map, shown, { filter, here: around });
  credit.hidden = true;
  showState(list, shown.length > 0 ? "ready" : "empty");
}

/**
 * The sites nearest to the city or ZIP code that is searched, where no site has it.
 * @param {SiteCardResponse[]} all
 * @param {Filter} filter
 */
async function drawNearby(all, filter) {
  const isPlace =
    filter.q.trim() !== "" && selectSites(all, { q: filter.q, connector: "", kw: 0 }).length === 0;
  if (!isPlace) return;
  const suitable = selectSites(all, { ...filter, q: "" });
  const nearby = await findNearby(filter.q, suitable, String(view.dataset.places));
  if (!nearby || filterUrl(currentFilter()) !== filterUrl(filter)) return; // another search by now
  drawSites(nearby.sites, filter, nearby.place, text("nearby", { place: nearby.place.name }));
  credit.hidden = false;
}

/**
 * @param {SiteCardResponse[]} all
 * @param {Filter} filter
 */
function drawWaysOut(all, filter) {
  const ways = relaxations(all, filter).map(({ left, filter: choice, count }) => ({
    words: text(WITHOUT[left], { sites: plural("sites", count) }),
    ...choice,
  }));
  drawSuggestions(query(list, "[data-nearest]"), ways);
}

function onFilter() {
  history.replaceState(null, "", filterUrl(currentFilter()));
  draw();
}

function onPlug(/** @type {Event} */ { target }) {
  if (target instanceof HTMLInputElement && target.name === "connector") rememberPlug(target.value);
  draw();
}

function onClear() {
  take({ q: "", connector: rememberedPlug(), kw: 0 });
  search.focus();
}

/** Choose a suggestion in place of a search without results; the focus stays near it. */
function onInstead(/** @type {Event} */ { target }) {
  const { q = search.value, action, ...needs } = closest(target, "button")?.dataset ?? {};
  const { connector, kw } = action === "forget-plug" ? { connector: "", kw: power.value } : needs;
  if (connector === undefined) return;
  if (action === "forget-plug") rememberPlug("");
  take({ q, connector, kw: Number(kw) });
  query(finder, '[name="connector"]:checked').focus();
}

function take(/** @type {Filter} */ filter) {
  showFilter(filter);
  draw(filter);
  history.replaceState(null, "", filterUrl(filter));
}

function onNearest() {
  if (here) return showNearest(null);
  say("location-note", text("location-pending"));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => showNearest({ latitude: coords.latitude, longitude: coords.longitude }),
    ({ code, PERMISSION_DENIED }) =>
      say("location-note", text(code === PERMISSION_DENIED ? "location-denied" : "location-unknown")),
    { timeout: 10_000, maximumAge: 300_000 },
  );
}

function showNearest(/** @type {Place | null} */ place) {
  here = place;
  nearest.setAttribute("aria-pressed", String(here !== null));
  say("location-note", "");
  draw();
}

function onPoint(/** @type {Event} */ { type, target }) {
  pointAt(view, (type === "pointerover" && closest(target, "[data-key]")?.dataset.key) || "");
}

function currentFilter() {
  const { q, connector, kw } = formValues(finder);
  return { q, connector, kw: Number(kw) };
}

function showFilter(/** @type {Filter} */ { q, connector, kw }) {
  search.value = q;
  const plug = [...finder.querySelectorAll("[data-plugs] input")].find(({ value }) => value === connector);
  if (plug) plug.checked = true;
  power.value = String(kw || "");
  if (power.selectedIndex < 0) power.value = "";
}

start();
