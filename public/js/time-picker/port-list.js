// The ports to choose from.

import { portDetail, portName, portWords } from "../lib/format.js";
import { portStatusText } from "../sites/port-status.js";
import { fill, query, setIcon } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { drawRadios } from "./options.js";

/**
 * @import { Dated } from "../sites/port-status.js"
 * @import { Plan, Port } from "./slots.js"
 */

const LIVE_ICONS = { available: "check", "in-use": "clock", "out-of-order": "alert" };

/**
 * Draw the ports that are free for the whole chosen time, and "any" if all fit; on the site's today with their current
 * status. The list collapses to the chosen one.
 * @param {HTMLElement} fieldset
 * @param {Plan} plan
 * @param {Dated} site
 */
export function drawPorts(fieldset, { date, freePorts, plug, port: chosen }, site) {
  fieldset.hidden = freePorts.length === 0;
  fieldset.setAttribute("aria-describedby", "chosen");
  const details = query(fieldset, "details");
  const isMissing = !chosen && !plug;
  if (isMissing) details.open = !fieldset.hidden;
  details.classList.toggle("is-missing", isMissing);
  fill(details, { port: chosen ? portWords("summary-port", chosen) : text("any-port") });
  /** @type {(Port | null)[]} */
  const options = plug ? [null, ...freePorts] : freePorts; // null: any port
  const keyOf = (/** @type {Port | null} */ port) => port?.evseId ?? "";
  drawRadios(query(fieldset, "[data-options]"), "port-option", options, keyOf, (port, option) => {
    const note = port ? portStatusText(port, site, date) : "";
    const live = query(option, "[data-live]");
    live.hidden = note === "";
    live.dataset.live = port?.liveStatus;
    if (note && port?.liveStatus) setIcon(live, LIVE_ICONS[port.liveStatus]);
    option.classList.toggle("option-any", port === null);
    fill(option, {
      name: port ? portName(port) : text("any-port"),
      detail: port ? portDetail(port) : plural("any-port-detail", freePorts.length),
      note,
    });
    return port === chosen;
  });
}
