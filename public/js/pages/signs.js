// The signs page, for staff to print the signs of a site. It contains public data only.

import { drawSign } from "../sites/sign.js";
import { ApiError, readSite } from "../api/client.js";
import { portName } from "../lib/format.js";
import { siteIdOf } from "../state/draft.js";
import { byId, clone, fill, formValues, query, reconcile, say, showState, showError } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { readSignChoice, signsUrl, WHOLE_SITE } from "../sites/sign-links.js";

/** @import { LivePortResponse, SiteResponse } from "../api/schema.d.ts" */

const [view, sheets] = ["view", "sheets"].map(byId);
const form = query(document, "form#choice");
const siteId = siteIdOf(location.search);

async function start() {
  if (siteId === null) return showState(view, "missing");
  showState(view, "loading");
  let site;
  try {
    site = (await readSite(siteId)).body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type === "site-not-found" ? showState(view, "missing") : showError(view, error, start);
  }
  showSite(site);
}

/** @param {SiteResponse} site */
function showSite(site) {
  const { choice, unusable } = readSignChoice(location.search, site);
  const title = text("signs-of", { site: site.name });
  document.title = document.title.replace(/^[^·]*·/, () => `${title} ·`);
  fill(view, { title, origin: text("signs-origin", { host: location.host }) });
  query(form, "select#evse").append(
    ...site.ports.map((port) => new Option(portName(port), String(port.evseId))),
  );
  for (const [name, value] of Object.entries(choice))
    /** @type {HTMLSelectElement | RadioNodeList} */ (form.elements.namedItem(name)).value = value;
  say("notes", unusable.map((name) => text(`unusable-${name}`)).join(" "));
  showState(view, "ready");
  draw(site);
  form.addEventListener("change", () => onChange(site));
}

/** @param {SiteResponse} site */
function draw(site) {
  const { evse, size } = formValues(form);
  const chosen = (/** @type {LivePortResponse} */ { evseId }) => evse === "" || evse === String(evseId);
  sheets.dataset.size = size;
  reconcile(sheets, evse === WHOLE_SITE ? [undefined] : site.ports.filter(chosen), {
    key: (port) => port?.evseId ?? WHOLE_SITE,
    create: () => clone("sign"),
    update: (sign, port) => drawSign(sign, site, port),
  });
}

/** @param {SiteResponse} site */
function onChange(site) {
  say("notes", "");
  draw(site);
  history.replaceState(null, "", signsUrl(site.id, formValues(form)));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  window.print();
});
start();
