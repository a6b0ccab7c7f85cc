// The ports to choose from.

import { portDetail, portName } from "../lib/format.js";
import { portStatusText } from "../sites/port-status.js";
import { fill, setIcon } from "../lib/dom.js";
import { plural, text } from "../lib/i18n.js";
import { drawRadios } from "./options.js";

const LIVE_ICONS = { available: "check", "in-use": "clock", "out-of-order": "alert" };

/** Any that fits, or one that is free for the whole time chosen; on the site's today with how it is right now. */
export function drawPorts(fieldset, { date, freePorts, port: chosen }, site) {
  const any = { evseId: "" };
  fieldset.hidden = freePorts.length === 0;
  fieldset.setAttribute("aria-describedby", "chosen");
  drawRadios(fieldset.querySelector("[data-options]"), "port-option", [any, ...freePorts], (port, option) => {
    const isAny = port === any;
    const note = isAny ? "" : portStatusText(port, site, date);
    const live = option.querySelector("[data-live]");
    live.hidden = note === "";
    live.dataset.live = port.liveStatus;
    if (note) setIcon(live, LIVE_ICONS[port.liveStatus]);
    option.classList.toggle("option-any", isAny);
    fill(option, {
      name: isAny ? text("any-port") : portName(port),
      detail: isAny ? plural("any-port-detail", freePorts.length) : portDetail(port),
      note,
    });
    return { value: port.evseId, isChosen: isAny ? chosen === null : port === chosen };
  });
}
