// Export of the filtered list, all pages, as a file.

import { exportBookings } from "../api/admin-client.js";
import { ApiError } from "../api/client.js";
import { fill, errorText, query } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

/** @import { Query } from "../api/types.d.ts" */

const FILE = "bookings.csv";
const KEPT = 60_000;

export class Export {
  #view;
  #button;
  #filters;

  /**
   * `filters()` returns the filters of the list.
   * @param {HTMLElement} view
   * @param {() => Query<"adminExportBookings">} filters
   */
  constructor(view, filters) {
    this.#view = view;
    this.#filters = filters;
    this.#button = query(view, '[data-action="export"]');
    this.#button.addEventListener("click", () => this.#start());
  }

  async #start() {
    if (this.#button.ariaDisabled === "true") return;
    this.#say(text("export-reading"), true);
    try {
      const { body } = await exportBookings(this.#filters());
      save(body, FILE);
      this.#say(text("export-done", { file: FILE }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#say(error.type === "list-too-long" ? text("list-too-long") : errorText(error));
    }
  }

  /**
   * @param {string} words
   * @param {boolean} [isBusy]
   */
  #say(words, isBusy = false) {
    fill(this.#view, { export: words });
    this.#button.ariaDisabled = String(isBusy);
  }
}

/**
 * Let the browser save a file.
 * @param {Blob} file
 * @param {string} name
 */
export function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
