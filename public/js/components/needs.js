// What the driver needs: how long, which plug, how much power.

import { text } from "../lib/page.js";
import { drawMinutes, offer } from "./lengths.js";
import { drawPlugChips } from "./plugs.js";

/** Show the choice in the controls, offering what this site has. */
export function drawNeeds(form, site, { minutes, connector, kw }) {
  drawMinutes(form, minutes);
  drawPlugChips(form.querySelector("[data-plugs]"), site.connectorTypes, connector);
  const power = form.elements.kw;
  for (const option of power.options) option.hidden = Number(option.value) > site.maxPowerKw;
  if (kw) offer(power, kw, text("kw-or-more", { kw }));
  power.value = kw || "";
}
