// The link of a booking: to share, to copy, as a QR code for another device, and in print.

import { byId, closest, fill, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { copyLink, drawLinkCode } from "./link-code.js";

/** The section of the status page with its own link. */
export class OwnPage {
  #section = byId("own-page");

  constructor() {
    query(this.#section, '[data-action="share"]').hidden = !navigator.share;
    this.#section.addEventListener("click", ({ target }) => {
      const action = closest(target, "[data-action]")?.dataset.action;
      if (action === "share") this.#share();
      if (action === "copy") this.#copy();
      if (action === "code") this.#showCode(!this.#isOpen());
      if (action === "print") print();
    });
  }

  /** Draw the link. */
  draw() {
    fill(this.#section, { link: location.href });
  }

  /** Draw the QR code. */
  drawCode() {
    return drawLinkCode(query(this.#section, "svg"), location.href);
  }

  async #share() {
    try {
      await navigator.share({ title: document.title, url: location.href });
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") return; // the driver closed the dialog
      await this.#copy();
    }
  }

  async #copy() {
    const isCopied = await copyLink(location.href);
    if (!isCopied) this.#showCode(true);
    this.#say(isCopied ? "link-copied" : "link-not-copied");
  }

  /** @param {boolean} isShown */
  #showCode(isShown) {
    query(this.#section, '[data-action="code"]').setAttribute("aria-expanded", String(isShown));
    query(this.#section, "#own-page-code").toggleAttribute("data-open", isShown);
    fill(this.#section, { announcement: "" });
  }

  #isOpen() {
    return query(this.#section, '[data-action="code"]').getAttribute("aria-expanded") === "true";
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#section, { announcement: text(words) });
  }
}
