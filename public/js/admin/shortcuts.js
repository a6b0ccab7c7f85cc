// Single keys, which a person may switch off (WCAG 2.1.4). They never act while somebody types or a dialog is open.

import { browser } from "../state/storage.js";

const NAME = "single-keys";
const FIELDS = ["INPUT", "SELECT", "TEXTAREA"];

export const areShortcutsOn = () => browser.recall(NAME) !== false;

export const enableShortcuts = (/** @type {boolean} */ isOn) => browser.remember(NAME, isOn);

/**
 * The key that an event means, "" where it means none.
 * @param {KeyboardEvent} event
 */
export function shortcutKey(event) {
  const { key, target, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  const isFree = !defaultPrevented && !ctrlKey && !metaKey && !altKey && !isTyping(target) && !isInDialog();
  return isFree && areShortcutsOn() ? key : "";
}

export const isInDialog = () => document.querySelector("dialog[open]") !== null;

const isTyping = (/** @type {EventTarget | null} */ target) =>
  target instanceof Element && FIELDS.includes(target.tagName);
