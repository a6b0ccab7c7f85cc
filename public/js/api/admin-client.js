// The calls of the admin API. Each has the admin token, which this tab stores until it is closed, signs out, or the
// server refuses the token. By choice, the browser stores it for a shift of 12 hours.

import { ApiError, download, queryString, read, write } from "./client.js";
import { newKey } from "../lib/polyfills.js";
import { browser, forget, recall, remember } from "../state/storage.js";
import { isNumber, isObject } from "../state/validation.js";

/**
 * @import { Query, Reply, RequestBody, ResponseBody } from "./types.d.ts"
 * @typedef {{ headers: { Authorization: string } }} Bearer
 */

const TOKEN = "admin-token";
const SHIFT = "admin-shift";
const SHIFT_MS = 12 * 60 * 60 * 1000;
const ROOT = "/api/admin";

let onRefused = () => {};

/** The stored token; null without one, and for one that is invalid in a header. */
function storedToken() {
  const token = recall(TOKEN) ?? shiftToken();
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : null;
}

/** The token that the browser stores; null without one, and after the end of the shift. */
function shiftToken() {
  const shift = browser.recall(SHIFT);
  if (!isObject(shift)) return null;
  const now = Date.now();
  if (isNumber(shift.until, now + 1, now + SHIFT_MS)) return shift.token;
  browser.forget(SHIFT);
  return null;
}

export const isSignedIn = () => storedToken() !== null;

/**
 * Store a token if the server accepts it, in this tab, or in the browser for a shift. Resolves to the sites and the
 * name and role of the token; throws ApiError, and then nothing is stored.
 * @param {string} token
 * @param {boolean} isForShift
 * @returns {Promise<Reply<ResponseBody<"adminListSites">>>}
 */
export async function signIn(token, isForShift) {
  const answer = await read(`${ROOT}/sites`, bearer(token));
  signOut();
  if (isForShift) browser.remember(SHIFT, { token, until: Date.now() + SHIFT_MS });
  else remember(TOKEN, token);
  return answer;
}

/** Delete the token, in the other tabs of the browser as well if it was stored for a shift. */
export function signOut() {
  forget(TOKEN);
  browser.forget(SHIFT);
}

/**
 * Set a callback for when the server refuses the token, which is deleted then, and for the end of a shift.
 * @param {() => void} act
 */
export function onSignedOut(act) {
  onRefused = act;
  addEventListener("storage", ({ key, newValue }) => {
    if ((key !== SHIFT && key !== null) || newValue !== null) return;
    browser.forget(SHIFT); // also the copy in memory
    if (!isSignedIn()) onRefused();
  });
}

// Reading. Each resolves to `{body}` and throws ApiError.

/** @returns {Promise<Reply<ResponseBody<"adminListSites">>>} */
export const listAllSites = () => withToken((options) => read(`${ROOT}/sites`, options));

/**
 * @param {Query<"adminListBookings">} query
 * @returns {Promise<Reply<ResponseBody<"adminListBookings">>>}
 */
export const listBookings = (query) => get("/bookings", query);

/**
 * @param {number} id
 * @returns {Promise<Reply<ResponseBody<"adminReadBooking">>>}
 */
export const readBookingById = (id) => get(`/bookings/${id}`);

/**
 * `body` is the file, a Blob.
 * @param {Query<"adminExportBookings">} query
 */
export const exportBookings = (query) =>
  withToken((options) => download(`${ROOT}/bookings.csv?${queryString(query)}`, options));

/**
 * @param {Query<"adminListRequests">} query
 * @returns {Promise<Reply<ResponseBody<"adminListRequests">>>}
 */
export const listRequests = (query) => get("/requests", query);

/**
 * @param {number} id
 * @returns {Promise<Reply<ResponseBody<"adminReadRequest">>>}
 */
export const readRequest = (id) => get(`/requests/${id}`);

/**
 * @param {Query<"adminReadCalendar">} query
 * @returns {Promise<Reply<ResponseBody<"adminReadCalendar">>>}
 */
export const readCalendar = (query) => get("/calendar", query);

/**
 * @param {Query<"adminReadToday">} query
 * @returns {Promise<Reply<ResponseBody<"adminReadToday">>>}
 */
export const readToday = (query) => get("/today", query);

/**
 * @param {Query<"adminReadReport">} query
 * @returns {Promise<Reply<ResponseBody<"adminReadReport">>>}
 */
export const readReport = (query) => get("/report", query);

/**
 * @param {number} siteId
 * @param {number} evseId
 * @returns {Promise<Reply<ResponseBody<"adminReadPort">>>}
 */
export const readPort = (siteId, evseId) => get(`/sites/${siteId}/ports/${evseId}`);

/**
 * The email is sent in the body: it must not be in a URL.
 * @param {string} email
 * @returns {Promise<Reply<ResponseBody<"adminFindDriver">>>}
 */
export const findDriver = (email) => post("/find-driver", newKey(), { email });

// Writing: each submits a request to Ampeco, and resolves before Ampeco decides it.

/**
 * @param {string} key
 * @param {RequestBody<"adminCreateBooking">} order
 * @returns {Promise<Reply<ResponseBody<"adminCreateBooking">>>}
 */
export const createForDriver = (key, order) => post("/bookings", key, order);

/**
 * With `isLast` the request continues after the page is left.
 * @param {number} id
 * @param {string} key
 * @param {boolean} isLast
 * @returns {Promise<Reply<ResponseBody<"adminCancelBooking">>>}
 */
export const cancelById = (id, key, isLast) =>
  post(`/bookings/${id}/cancel`, key, undefined, { keepalive: isLast });

/**
 * @param {number} id
 * @param {string} key
 * @param {RequestBody<"adminUpdateBooking">} times
 * @returns {Promise<Reply<ResponseBody<"adminUpdateBooking">>>}
 */
export const updateById = (id, key, times) => post(`/bookings/${id}/update`, key, times);

/**
 * Sent again, it does not switch twice.
 * @param {number} id
 * @param {string} key
 * @param {RequestBody<"adminSwitchBooking">} port
 * @returns {Promise<Reply<ResponseBody<"adminSwitchBooking">>>}
 */
export const switchById = (id, key, port) => post(`/bookings/${id}/switch`, key, port);

/**
 * @template Body
 * @param {string} path
 * @param {Record<string, unknown>} [query]
 * @returns {Promise<Reply<Body>>}
 */
const get = (path, query) =>
  withToken((options) => read(`${ROOT}${path}${query ? `?${queryString(query)}` : ""}`, options));

/**
 * @template Body
 * @param {string} path
 * @param {string} key
 * @param {unknown} body
 * @param {RequestInit} [more]
 * @returns {Promise<Reply<Body>>}
 */
const post = (path, key, body, more = {}) =>
  withToken((options) => write(`${ROOT}${path}`, key, body, { ...options, ...more }));

/**
 * @template Answer
 * @param {(options: Bearer) => Promise<Answer>} act
 */
async function withToken(act) {
  const token = storedToken();
  if (token === null) {
    onRefused();
    throw new ApiError("unauthorized", { status: 401 });
  }
  try {
    return await act(bearer(token));
  } catch (error) {
    const isOurs = error instanceof ApiError && error.type === "unauthorized" && storedToken() === token;
    if (isOurs) {
      signOut();
      onRefused();
    }
    throw error;
  }
}

const bearer = (/** @type {string} */ token) => ({ headers: { Authorization: `Bearer ${token}` } });
