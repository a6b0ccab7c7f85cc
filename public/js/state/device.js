// Values remembered in this browser: the car's plug, and the email if the driver chose that.

import { browser } from "./storage.js";
import { isPlug, isText } from "./validation.js";

const [PLUG, EMAIL] = ["plug", "email"];

const stored = (/** @type {string} */ key, /** @type {(value: unknown) => boolean} */ isValid) => {
  const value = browser.recall(key);
  return isValid(value) ? String(value) : "";
};

/** Store a text under a key; an empty one removes it. */
const store = (/** @type {string} */ key, /** @type {string} */ value) =>
  value ? browser.remember(key, value) : browser.forget(key);

/** The connector type of the driver's car; "" if unknown. */
export const rememberedPlug = () => stored(PLUG, isPlug);
export const rememberPlug = (/** @type {string} */ type) => store(PLUG, type);

/** The email for the next booking; "" unless the driver chose to save it. */
export const rememberedEmail = () => stored(EMAIL, isText);
export const rememberEmail = (/** @type {string} */ email) => store(EMAIL, email);
