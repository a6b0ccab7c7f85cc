// The calls of the admin API. Each has the admin token, which this tab stores until it is closed, signs out, or the
// server refuses the token.

import { ApiError, download, queryString, read, write } from "./client.js";
import { newKey } from "../lib/polyfills.js";
import { forget, recall, remember } from "../state/storage.js";

/**
 * @import { Query, Reply, RequestBody, ResponseBody } from "./types.d.ts"
 * @typedef {{ headers: { Authorization: string } }} Bearer
 */

const TOKEN = "admin-token";
const ROOT = "/api/admin";

let onRefused = () => {};

/** The stored token; null without one, and for one that is invalid in a header. */
function storedToken() {
  const token = recall(TOKEN);
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : null;
}

export const isSignedIn = () => storedToken() !== null;

/**
 * Store a token if the server accepts it. Resolves to the sites; throws ApiError, and then nothing is stored.
 * @param {string} token
 * @returns {Promise<Reply<ResponseBody<"adminListSites">>>}
 */
export async function signIn(token) {
  const answer = await read(`${ROOT}/sites`, bearer(token));
  remember(TOKEN, token);
  return answer;
}

export const signOut = () => forget(TOKEN);

/**
 * Set a callback for when the server refuses the token, which is deleted then.
 * @param {() => void} act
 */
export function onSignedOut(act) {
  onRefused = act;
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
  if (token === null) throw new ApiError("unauthorized", { status: 401 });
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
