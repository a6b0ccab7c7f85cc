// A sign to hang beside a port, or at the way into a site: where one is, what charges here, and a code that opens the
// booking page.

import { drawCode } from "../lib/qr-code.js";
import { plugNames, portDetail, portName } from "../lib/format.js";
import { fill, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { qrLink } from "./sign-links.js";

const TWO_LINES = 10.5; // letters across, when two lines of them are as high as one of a short name

/** Draw the sign of a port; of the whole site when there is none. */
export function drawSign(sign, site, port) {
  const { href, host, pathname, search } = new URL(qrLink(site.id, port?.evseId), location.origin);
  const name = port ? portName(port) : site.name;
  fill(sign, {
    site: port ? site.name : "",
    name,
    detail: port ? portDetail(port) : siteDetail(site),
    link: host + pathname + search,
  });
  slot(sign, "name").style.setProperty("--letters", lettersAcross(name));
  slot(sign, "link").href = href;
  for (const words of sign.querySelectorAll("[data-of]")) {
    words.hidden = words.dataset.of !== (port ? "port" : "site");
  }
  drawCode(sign.querySelector(".sign-code"), href);
}

const siteDetail = ({ connectorTypes, maxPowerKw }) =>
  text("site-detail", { plugs: plugNames(connectorTypes), kw: maxPowerKw });

/** How many letters stand concurrently: all of a short name, about half of another, and never less than a word. */
function lettersAcross(name) {
  const words = name.split(/\s/).map(({ length }) => length);
  return Math.min(name.length, Math.max(TWO_LINES, name.length / 2, ...words));
}
