// How long: the usual lengths as chips, any other in the list beside them.

import { durationText } from "../lib/format.js";

export function drawDurations(form, minutes) {
  const chips = [...form.querySelectorAll('[name="minutes"]')];
  for (const chip of chips) chip.checked = Number(chip.value) === minutes;
  const isChip = chips.some(({ checked }) => checked);
  const more = form.elements["more-minutes"];
  if (!isChip) offer(more, minutes, durationText(minutes));
  more.value = isChip ? "" : minutes;
  more.parentElement.classList.toggle("is-chosen", !isChip);
}

/** A link may ask for what the list does not hold: it gets an entry of its own. */
export function offer(select, value, words) {
  const entries = [...select.options];
  if (entries.some((entry) => Number(entry.value) === value)) return;
  select.add(
    new Option(words, value),
    entries.find((entry) => Number(entry.value) > value),
  );
}
