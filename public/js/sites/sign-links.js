// Which signs a site gets: the choice as the address of the page says it, and where the code on a sign leads.

import { pageUrl } from "../lib/links.js";

/** @typedef {{ evse: string, size: string }} SignChoice */

/** Sheets of paper. The last one is four labels, to be cut apart. */
const SIZES = ["letter", "a4", "a6", "a6x4"];

/** @type {(keyof SignChoice)[]} */
const PARAMETERS = ["evse", "size"];

/** In place of a port: a sign for the site as a whole. */
export const WHOLE_SITE = "site";

/**
 * `{choice: {evse, size}, unusable}`. `evse` is a port's id, WHOLE_SITE, or "" for every port; `unusable` names each
 * parameter that asks for what the site or this page does not have.
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
 * The address of the page that shows these signs.
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
 * Where the code leads: the booking page with the port chosen. It offers the other languages itself.
 * @param {number} siteId
 * @param {number} [evseId]
 */
export const qrLink = (siteId, evseId) => `/site?id=${siteId}${evseId ? `&evse=${evseId}` : ""}`;
