// What the driver needs: how long, which plug, how much power.

import { plugNames } from "../lib/format.js";
import { mostPower } from "../sites/requirements.js";
import { text } from "../lib/i18n.js";
import { drawDurations, offer } from "./durations.js";
import { suggestRequirements } from "../sites/suggestions.js";
import { drawPlugChips } from "../sites/plugs.js";

/** Show the choice in the controls, offering what this site has. */
export function drawRequirements(form, { connectorTypes, ports }, { minutes, ...needs }) {
  drawDurations(form, minutes);
  offerRequirements(form, { types: connectorTypes, ports }, needs);
}

/** Plug and power: what no port has together with the rest is disabled and says why, with what comes nearest. */
export function offerRequirements(form, { types, ports }, { connector, kw }) {
  const most = Object.fromEntries(types.map((type) => [type, mostPower(ports, type)]));
  const lacking = types.filter((type) => most[type] < kw);
  drawPlugChips(form.querySelector("[data-plugs]"), types, {
    chosen: connector,
    whyNot: (type) => (lacking.includes(type) ? text("kw-at-most", { kw: most[type] }) : ""),
  });
  drawPower(form.elements.kw, { connector, kw, most: mostPower(ports, connector) });
  const others = lacking.filter((type) => type !== connector && most[type] > 0);
  suggestRequirements(
    form.querySelector("#plugs [data-nearest]"),
    others.map((type) => ({ connector: type, kw: most[type] })),
  );
}

function drawPower(select, { connector, kw, most }) {
  if (kw) offer(select, kw, text("kw-or-more", { kw }));
  for (const option of [...select.options].slice(1)) {
    const power = Number(option.value);
    option.disabled = power > most && power !== kw;
    const why = connector ? "kw-none-with" : "kw-none";
    const plug = connector && plugNames([connector]);
    option.textContent = text(option.disabled ? why : "kw-or-more", { kw: power, plug });
  }
  select.value = kw || "";
}
