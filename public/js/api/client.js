// The only module that talks to the server.

import { timeoutSignal } from "../lib/polyfills.js";

const READ_TIMEOUT = 12_000;
const WRITE_TIMEOUT = 28_000; // longer than the CDN waits for a function, so that its answer is heard

/**
 * Anything but a good answer. `type` is the problem's own word ("slot-unavailable"), or one of ours:
 * "network" (no answer), "timeout" (no answer in time), "rate-limited" (429), "unreadable" (not our JSON).
 */
export class ApiError extends Error {
  constructor(type, { status = 0, problem = {}, retryAfter = null } = {}) {
    super(type);
    this.name = "ApiError";
    this.type = type;
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

const locale = () => `locale=${encodeURIComponent(document.documentElement.lang)}`;

/** Each resolves to `{body, staleSeconds}`; staleSeconds is null unless the server sent an old copy. */
export const listSites = () => read(`/api/sites?${locale()}`);

export const readSite = (id) => read(`/api/sites/${id}?${locale()}`);

export const checkAvailability = (id, query) =>
  read(`/api/sites/${id}/availability?${new URLSearchParams(query)}`);

const bookingPath = (reference) => `/api/bookings/${encodeURIComponent(reference)}`;

/** With the reference of a change, the answer tells of that too. */
export const readBooking = (reference, change) =>
  read(`${bookingPath(reference)}?${locale()}${change ? `&change=${encodeURIComponent(change)}` : ""}`);

/** The address of the booking's calendar entry. */
export const invitePath = (reference) => `${bookingPath(reference)}/invite.ics?${locale()}`;

export const createBooking = (key, body) => write("/api/bookings", key, body);

/** `isLast` lets the request outlive the page. */
export const cancelBooking = (reference, key, isLast) =>
  write(`${bookingPath(reference)}/cancel`, key, undefined, { keepalive: isLast });

export const updateBooking = (reference, key, times) => write(`${bookingPath(reference)}/update`, key, times);

// What every operation is made of, also those of the staff (admin-client.js).

export const write = (path, key, body, { headers, ...options } = {}) =>
  send(path, WRITE_TIMEOUT, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key, ...headers },
    body: JSON.stringify(body),
    ...options,
  });

export async function read(path, options) {
  try {
    return await send(path, READ_TIMEOUT, options);
  } catch (error) {
    if (!isTransient(error)) throw error;
    return send(path, READ_TIMEOUT, options);
  }
}

/** A file, whole: `body` is a Blob. It may take as long as a write. */
export const download = (path, options) =>
  send(path, WRITE_TIMEOUT, options, (response) => (response.ok ? response.blob() : readJson(response)));

const isTransient = ({ type, status }) => type === "network" || (type === "unreadable" && status >= 500);

async function send(path, timeout, options = {}, readBody = readJson) {
  const signal = timeoutSignal(timeout); // outside: what a browser lacks is no lost connection
  let response;
  let body;
  try {
    response = await fetch(path, { ...options, signal });
    body = await readBody(response);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(error.name === "TimeoutError" ? "timeout" : "network");
  }
  if (!response.ok) throw refusal(response, body);
  return { body, staleSeconds: staleness(response.headers) };
}

async function readJson(response) {
  const type = response.headers.get("Content-Type") ?? "";
  const isJson = /^application\/(problem\+)?json\b/.test(type);
  const body = isJson ? await response.text().then(parse) : null;
  if (body !== null) return body;
  throw response.status === 429
    ? refusal(response, {})
    : new ApiError("unreadable", { status: response.status });
}

function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null; // told to the caller as "unreadable"
  }
}

function refusal({ status, headers }, problem) {
  const type =
    status === 429 ? "rate-limited" : String(problem.type ?? "unreadable").replace("urn:problem:", "");
  const seconds = Number.parseInt(headers.get("Retry-After"), 10);
  return new ApiError(type, { status, problem, retryAfter: Number.isNaN(seconds) ? null : seconds });
}

function staleness(headers) {
  const isStale = (headers.get("Warning") ?? "").startsWith("110");
  return isStale ? Number(headers.get("Age") ?? 0) : null;
}
