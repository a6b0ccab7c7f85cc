// What the driver lets this browser remember: the car's plug, and the email where that was asked for.

import { browser } from "./storage.js";
import { isPlug, isText } from "./validation.js";

const [PLUG, EMAIL] = ["plug", "email"];

const kept = (/** @type {string} */ key, /** @type {(value: unknown) => boolean} */ fits) => {
  const value = browser.recall(key);
  return fits(value) ? String(value) : "";
};

/** Keep a text under a key; an empty one removes it. */
const keep = (/** @type {string} */ key, /** @type {string} */ value) =>
  value ? browser.remember(key, value) : browser.forget(key);

/** The connector type of the driver's car; "" while it is not known. */
export const rememberedPlug = () => kept(PLUG, isPlug);
export const rememberPlug = (/** @type {string} */ type) => keep(PLUG, type);

/** The email for the next booking; "" unless the driver asked to keep it. */
export const rememberedEmail = () => kept(EMAIL, isText);
export const rememberEmail = (/** @type {string} */ email) => keep(EMAIL, email);
