// The ports to choose from.

import { portDetail, portName } from "../lib/format.js";
import { fill, hasText, plural, text } from "../lib/page.js";
import { drawRadios } from "./choices.js";

/** Any that fits, or one that is free for the whole time chosen. */
export function drawPorts(fieldset, { freePorts, port: chosen }) {
  const any = { evseId: "" };
  fieldset.hidden = freePorts.length === 0;
  drawRadios(fieldset.querySelector("[data-options]"), "port-option", [any, ...freePorts], (port, option) => {
    const isAny = port === any;
    const status = `hardware-${port.hardwareStatus}`;
    option.classList.toggle("option-any", isAny);
    fill(option, {
      name: isAny ? text("any-port") : portName(port),
      detail: isAny ? plural("any-port-detail", freePorts.length) : portDetail(port),
      note: hasText(status) ? text(status) : "",
    });
    return { value: port.evseId, isChosen: isAny ? chosen === null : port === chosen };
  });
}
