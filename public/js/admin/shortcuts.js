// Single-key shortcuts, which can be disabled (WCAG 2.1.4). They have no effect in text fields or while a dialog is
// open.

import { browser } from "../state/storage.js";

const NAME = "single-keys";
const FIELDS = ["INPUT", "SELECT", "TEXTAREA"];

export const areShortcutsOn = () => browser.recall(NAME) !== false;

export const enableShortcuts = (/** @type {boolean} */ isOn) => browser.remember(NAME, isOn);

/**
 * The shortcut of a keyboard event, "" if it is none.
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
