// The driver's requirements: duration, plug and power.

import { plugNames } from "../lib/format.js";
import { mostPower } from "../sites/requirements.js";
import { rememberedPlug } from "../state/device.js";
import { query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { drawDurations, offer } from "./durations.js";
import { suggestRequirements } from "../sites/suggestions.js";
import { drawPlugChips } from "../sites/plugs.js";

/**
 * @import { PortPower } from "../lib/format.js"
 * @import { Requirements } from "../sites/filters.js"
 */

/**
 * Show the choice in the controls, with the options of this site.
 * @param {HTMLFormElement} form
 * @param {{ connectorTypes: string[], ports: PortPower[] }} site
 * @param {Requirements & { minutes: number }} choice
 */
export function drawRequirements(form, { connectorTypes, ports }, { minutes, ...needs }) {
  drawDurations(form, minutes);
  offerRequirements(form, { types: connectorTypes, ports }, needs);
}

/**
 * Draw plug and power: options that no port has in this combination are disabled with a reason and suggestions.
 * @param {HTMLFormElement} form
 * @param {{ types: string[], ports: PortPower[] }} offers
 * @param {Requirements} needs
 */
export function offerRequirements(form, { types, ports }, { connector, kw }) {
  const all = connector && !types.includes(connector) ? [...types, connector] : types;
  const most = Object.fromEntries(all.map((type) => [type, mostPower(ports, type)]));
  const lacking = types.filter((type) => most[type] < kw);
  drawPlugChips(query(form, "[data-plugs]"), all, {
    chosen: connector,
    whyNot: (type) => (lacking.includes(type) ? text("kw-at-most", { kw: most[type] }) : ""),
  });
  query(form, "[data-remembered]").hidden = !connector || connector !== rememberedPlug();
  drawPower(query(form, 'select[name="kw"]'), { connector, kw, most: mostPower(ports, connector) });
  const others = connector ? [] : lacking.filter((type) => most[type] > 0); // another plug would not fit
  suggestRequirements(
    query(form, "#plugs [data-nearest]"),
    others.map((type) => ({ connector: type, kw: most[type] })),
  );
}

/**
 * @param {HTMLSelectElement} select
 * @param {Requirements & { most: number }} choice
 */
function drawPower(select, { connector, kw, most }) {
  if (kw) offer(select, kw, text("kw-or-more", { kw }));
  for (const option of [...select.options].slice(1)) {
    const power = Number(option.value);
    option.disabled = power > most && power !== kw;
    const why = connector ? "kw-none-with" : "kw-none";
    const plug = connector && plugNames([connector]);
    option.textContent = text(option.disabled ? why : "kw-or-more", { kw: power, plug });
  }
  select.value = String(kw || "");
}
