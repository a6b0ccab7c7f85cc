// The driver's link of a booking, to copy or to show as a QR code, and whether the driver is told of changes by mail.

import { closest, fill, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { pageUrl } from "../lib/links.js";
import { canWrite } from "./role.js";

/** @import { BookingDetailResponse } from "../api/schema.d.ts" */

export class HandOver {
  #section;
  #link = "";

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
    section.addEventListener("click", ({ target }) => {
      const action = closest(target, "button")?.dataset.action;
      if (action === "copy-link") this.#copy();
      if (action === "show-code") this.#showCode(query(this.#section, "svg").hasAttribute("hidden"));
    });
  }

  /** @param {BookingDetailResponse} booking */
  draw({ handOver }) {
    const { reference, toldByMail } = handOver ?? {};
    const link = reference ? new URL(pageUrl("booking", `#${reference}`), location.href).href : "";
    if (link !== this.#link) {
      this.#showCode(false);
      fill(this.#section, { "link-said": "" });
    }
    this.#link = link;
    query(this.#section, "[data-link-acts]").hidden = link === "";
    fill(this.#section, {
      "no-link": link === "" && canWrite() ? text("link-none") : "",
      told: text(toldByMail ? "told-by-mail" : "told-by-nobody"),
    });
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#link);
      fill(this.#section, { "link-said": text("link-copied") });
    } catch {
      await this.#showCode(true); // not allowed, or no clipboard
      fill(this.#section, { "link-said": this.#link });
    }
  }

  /**
   * The code is drawn when it is first asked for: its library is loaded then.
   * @param {boolean} isShown
   */
  async #showCode(isShown) {
    const code = query(this.#section, "svg");
    query(this.#section, '[data-action="show-code"]').setAttribute("aria-expanded", String(isShown));
    code.toggleAttribute("hidden", !isShown);
    if (!isShown) return;
    const { drawCode } = await import("../lib/qr-code.js");
    drawCode(code, this.#link);
  }
}
