// The page of signs: what the staff print and hang up at a site. It shows nothing that is not public.

import { drawSign } from "../sites/sign.js";
import { ApiError, readSite } from "../api/client.js";
import { portName } from "../lib/format.js";
import { siteIdOf } from "../state/draft.js";
import { clone, fill, reconcile, say, showState, showError } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { readSignChoice, signsUrl, WHOLE_SITE } from "../sites/sign-links.js";

const [view, form, sheets] = ["view", "choice", "sheets"].map((id) => document.getElementById(id));
const siteId = siteIdOf(location.search);

let site = null;

async function start() {
  if (siteId === null) return showState(view, "missing");
  showState(view, "loading");
  try {
    site = (await readSite(siteId)).body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type === "site-not-found" ? showState(view, "missing") : showError(view, error, start);
  }
  showSite();
}

function showSite() {
  const { choice, unusable } = readSignChoice(location.search, site);
  const title = text("signs-of", { site: site.name });
  document.title = document.title.replace(/^[^·]*·/, () => `${title} ·`);
  fill(view, { title, origin: text("signs-origin", { host: location.host }) });
  form.elements.evse.append(...site.ports.map((port) => new Option(portName(port), port.evseId)));
  for (const [name, value] of Object.entries(choice)) form.elements[name].value = value;
  say("notes", unusable.map((name) => text(`unusable-${name}`)).join(" "));
  showState(view, "ready");
  draw();
}

function draw() {
  const { evse, size } = Object.fromEntries(new FormData(form));
  const chosen = ({ evseId }) => evse === "" || evse === String(evseId);
  sheets.dataset.size = size;
  reconcile(sheets, evse === WHOLE_SITE ? [null] : site.ports.filter(chosen), {
    key: (port) => port?.evseId ?? WHOLE_SITE,
    create: () => clone("sign"),
    update: (sign, port) => drawSign(sign, site, port),
  });
}

function onChange() {
  say("notes", "");
  draw();
  history.replaceState(null, "", signsUrl(siteId, Object.fromEntries(new FormData(form))));
}

form.addEventListener("change", onChange);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  window.print();
});
start();
