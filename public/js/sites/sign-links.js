// The choice of signs in the address of the page, and the link in the code of a sign.

import { pageUrl } from "../lib/links.js";

/** @typedef {{ evse: string, size: string }} SignChoice */

/** Paper sizes. The last one is four labels, to be cut apart. */
const SIZES = ["letter", "a4", "a6", "a6x4"];

/** @type {(keyof SignChoice)[]} */
const PARAMETERS = ["evse", "size"];

/** In place of a port: one sign for the site. */
export const WHOLE_SITE = "site";

/**
 * `{choice: {evse, size}, unusable}`. `evse` is a port's id, WHOLE_SITE, or "" for every port; `unusable` names the
 * parameters with values that the site or this page does not have.
 * @param {string} search
 * @param {{ ports: { evseId: number }[] }} site
 */
export function readSignChoice(search, { ports }) {
  const query = new URLSearchParams(search);
  const offered = { evse: ["", WHOLE_SITE, ...ports.map(({ evseId }) => String(evseId))], size: SIZES };
  const choice = { evse: "", size: "" };
  /** @type {string[]} */
  const unusable = [];
  for (const name of PARAMETERS) {
    const values = offered[name];
    const value = query.get(name) ?? values[0];
    const isOffered = values.includes(value);
    choice[name] = isOffered ? value : values[0];
    if (!isOffered) unusable.push(name);
  }
  return { choice, unusable };
}

/**
 * The URL of the page with these signs.
 * @param {number} siteId
 * @param {{ evse?: string | number, size?: string }} [choice]
 */
export function signsUrl(siteId, { evse, size } = {}) {
  const query = new URLSearchParams({ id: String(siteId) });
  if (evse) query.set("evse", String(evse));
  if (size && size !== SIZES[0]) query.set("size", size);
  return pageUrl("signs", `?${query}`);
}

/**
 * The link in the code: the booking page with the port chosen. That page offers the other languages.
 * @param {number} siteId
 * @param {number} [evseId]
 */
export const qrLink = (siteId, evseId) => `/site?id=${siteId}${evseId ? `&evse=${evseId}` : ""}`;
