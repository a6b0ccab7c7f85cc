// The driver's link of a booking, to copy or to show as a QR code, and whether changes are emailed to the driver.

import { closest, fill, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { copyLink, drawLinkCode } from "../booking/link-code.js";
import { pageUrl } from "../lib/links.js";
import { canWrite } from "./role.js";

/** @import { BookingDetailResponse } from "../api/schema.d.ts" */

/** Whether an email tells the driver of a change, or staff should. */
export const notifiedText = (/** @type {BookingDetailResponse} */ { handOver }) =>
  text(handOver?.changesEmailed ? "changes-emailed" : "changes-not-emailed");

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
    const reference = handOver?.reference;
    const link = reference ? new URL(pageUrl("booking", `#${reference}`), location.href).href : "";
    if (link !== this.#link) {
      this.#showCode(false);
      fill(this.#section, { "link-announcement": "" });
    }
    this.#link = link;
    query(this.#section, "[data-link-actions]").hidden = link === "";
    fill(this.#section, { "no-link": link === "" && canWrite() ? text("link-none") : "" });
  }

  async #copy() {
    const isCopied = await copyLink(this.#link);
    if (!isCopied) this.#showCode(true);
    fill(this.#section, { "link-announcement": isCopied ? text("link-copied") : this.#link });
  }

  /** @param {boolean} isShown */
  #showCode(isShown) {
    const code = query(this.#section, "svg");
    query(this.#section, '[data-action="show-code"]').setAttribute("aria-expanded", String(isShown));
    code.toggleAttribute("hidden", !isShown);
    if (isShown) drawLinkCode(code, this.#link).then(() => code.scrollIntoView({ block: "nearest" }));
  }
}
