// What only staff may ask. Every question carries the admin token, which this tab keeps until it is closed, signed out,
// or met by an answer that does not take it.

import { ApiError, download, read, write } from "./client.js";
import { newKey } from "../lib/polyfills.js";
import { forget, recall, remember } from "../state/storage.js";

const TOKEN = "admin-token";
const ROOT = "/api/admin";

let onRefused = () => {};

/** What a header can carry; null for none. */
function keptToken() {
  const token = recall(TOKEN);
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : null;
}

export const isSignedIn = () => keptToken() !== null;

/** Keep a token that the server takes. Resolves to the sites; throws ApiError, and then nothing is kept. */
export async function signIn(token) {
  const answer = await read(`${ROOT}/sites`, bearer(token));
  remember(TOKEN, token);
  return answer;
}

export const signOut = () => forget(TOKEN);

/** Be told when the server does not take the token any more; it is forgotten then. */
export function onSignedOut(act) {
  onRefused = act;
}

// Reading. Each resolves to `{body}` and throws ApiError.

export const listAllSites = () => ask((options) => read(`${ROOT}/sites`, options));

export const listBookings = (query) => get("/bookings", query);

export const readBookingById = (id) => get(`/bookings/${id}`);

/** `body` is the file, a Blob. */
export const exportBookings = (query) =>
  ask((options) => download(`${ROOT}/bookings.csv?${new URLSearchParams(query)}`, options));

export const listRequests = (query) => get("/requests", query);

export const readRequest = (id) => get(`/requests/${id}`);

export const readCalendar = (query) => get("/calendar", query);

/** The email goes in the body: it must not stand in an address. */
export const findDriver = (email) => post("/find-driver", newKey(), { email });

// Writing: each asks Ampeco for something, and resolves before it is decided.

export const createForDriver = (key, order) => post("/bookings", key, order);

/** `isLast` lets the request outlive the page. */
export const cancelById = (id, key, isLast) =>
  post(`/bookings/${id}/cancel`, key, undefined, { keepalive: isLast });

export const updateById = (id, key, times) => post(`/bookings/${id}/update`, key, times);

const get = (path, query) =>
  ask((options) => read(`${ROOT}${path}${query ? `?${new URLSearchParams(query)}` : ""}`, options));

const post = (path, key, body, more = {}) =>
  ask((options) => write(`${ROOT}${path}`, key, body, { ...options, ...more }));

async function ask(act) {
  const token = keptToken();
  if (token === null) throw new ApiError("unauthorized", { status: 401 });
  try {
    return await act(bearer(token));
  } catch (error) {
    const isOurs = error instanceof ApiError && error.type === "unauthorized" && keptToken() === token;
    if (isOurs) {
      signOut();
      onRefused();
    }
    throw error;
  }
}

const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
