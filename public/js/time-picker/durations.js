// Durations: the common ones as chips, the others in a list.

import { query } from "../lib/dom.js";
import { durationText } from "../lib/format.js";

/**
 * @param {HTMLFormElement} form
 * @param {number} minutes
 */
export function drawDurations(form, minutes) {
  const chips = [...form.querySelectorAll('input[name="minutes"]')];
  for (const chip of chips) chip.checked = Number(chip.value) === minutes;
  const isChip = chips.some(({ checked }) => checked);
  const more = query(form, 'select[name="more-minutes"]');
  if (!isChip) offer(more, minutes, durationText(minutes));
  more.value = isChip ? "" : String(minutes);
  more.parentElement?.classList.toggle("is-chosen", !isChip);
}

/**
 * Select a value in a list, adding an entry for it if a link has one that is not listed.
 * @param {HTMLSelectElement} select
 * @param {number} value
 * @param {string} words
 */
export function offer(select, value, words) {
  const entries = [...select.options];
  if (entries.some((entry) => Number(entry.value) === value)) return;
  select.add(
    new Option(words, String(value)),
    entries.find((entry) => Number(entry.value) > value),
  );
}
