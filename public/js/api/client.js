// The only module that calls the server.

import { timeoutSignal } from "../lib/polyfills.js";

const READ_TIMEOUT = 12_000;
const WRITE_TIMEOUT = 28_000; // longer than the CDN waits for a function, so that its answer arrives

/** @import { Query, Reply, RequestBody, ResponseBody, ProblemBody } from "./types.d.ts" */

/**
 * A failed call. `type` is that of the problem ("slot-unavailable"), or one of these: "network" (no response),
 * "timeout" (no response in time), "rate-limited" (429), "unreadable" (not our JSON).
 */
export class ApiError extends Error {
  /**
   * @param {string} type
   * @param {{ status?: number, problem?: ProblemBody, retryAfter?: number | null }} [answer]
   */
  constructor(type, { status = 0, problem = {}, retryAfter = null } = {}) {
    super(type);
    this.name = "ApiError";
    this.type = type;
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

const language = () => `locale=${encodeURIComponent(document.documentElement.lang)}`;

// Each resolves to a Reply and throws ApiError.

/** @returns {Promise<Reply<ResponseBody<"listSites">>>} */
export const listSites = () => read(`/api/sites?${language()}`);

/**
 * @param {number} id
 * @returns {Promise<Reply<ResponseBody<"readSite">>>}
 */
export const readSite = (id) => read(`/api/sites/${id}?${language()}`);

/**
 * @param {number} id
 * @param {Query<"checkAvailability">} query
 * @returns {Promise<Reply<ResponseBody<"checkAvailability">>>}
 */
export const checkAvailability = (id, query) => read(`/api/sites/${id}/availability?${queryString(query)}`);

const bookingPath = (/** @type {string} */ reference) => `/api/bookings/${encodeURIComponent(reference)}`;

/**
 * With the reference of a change, the response has its outcome too.
 * @param {string} reference
 * @param {string} [change]
 * @returns {Promise<Reply<ResponseBody<"readBooking">>>}
 */
export const readBooking = (reference, change) =>
  read(`${bookingPath(reference)}?${language()}${change ? `&change=${encodeURIComponent(change)}` : ""}`);

/**
 * The ports that the booking can be switched to.
 * @param {string} reference
 * @returns {Promise<Reply<ResponseBody<"listOtherPorts">>>}
 */
export const listOtherPorts = (reference) => read(`${bookingPath(reference)}/ports`);

/** The address of the booking's calendar entry. */
export const invitePath = (/** @type {string} */ reference) =>
  `${bookingPath(reference)}/invite.ics?${language()}`;

/**
 * @param {string} key
 * @param {RequestBody<"createBooking">} body
 * @returns {Promise<Reply<ResponseBody<"createBooking">>>}
 */
export const createBooking = (key, body) => write("/api/bookings", key, body);

/**
 * Request an email with the links to a driver's bookings.
 * @param {string} key
 * @param {RequestBody<"requestLinks">} body
 * @returns {Promise<Reply<ResponseBody<"requestLinks">>>}
 */
export const requestLinks = (key, body) => write("/api/bookings/links", key, body);

/**
 * With `isLast` the request continues after the page is left.
 * @param {string} reference
 * @param {string} key
 * @param {boolean} isLast
 * @returns {Promise<Reply<ResponseBody<"cancelBooking">>>}
 */
export const cancelBooking = (reference, key, isLast) =>
  write(`${bookingPath(reference)}/cancel`, key, undefined, { keepalive: isLast });

/**
 * @param {string} reference
 * @param {string} key
 * @param {RequestBody<"updateBooking">} times
 * @returns {Promise<Reply<ResponseBody<"updateBooking">>>}
 */
export const updateBooking = (reference, key, times) => write(`${bookingPath(reference)}/update`, key, times);

// Shared by all operations, also those of admin-client.js.

/**
 * The query string of these values.
 * @param {Record<string, unknown>} query
 */
export const queryString = (query) =>
  String(new URLSearchParams(/** @type {Record<string, string>} */ (query)));

/**
 * @template Body
 * @param {string} path
 * @param {string} key
 * @param {unknown} body
 * @param {RequestInit} [options]
 * @returns {Promise<Reply<Body>>}
 */
export const write = (path, key, body, { headers, ...options } = {}) =>
  send(path, WRITE_TIMEOUT, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key, ...headers },
    body: JSON.stringify(body),
    ...options,
  });

/**
 * @template Body
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Reply<Body>>}
 */
export async function read(path, options) {
  try {
    return await send(path, READ_TIMEOUT, options);
  } catch (error) {
    if (!isTransient(/** @type {ApiError} */ (error))) throw error;
    return send(path, READ_TIMEOUT, options);
  }
}

/**
 * Download a file: `body` is a Blob. It may take as long as a write.
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<Reply<Blob>>}
 */
export const download = (path, options) =>
  send(path, WRITE_TIMEOUT, options, (response) => (response.ok ? response.blob() : readJson(response)));

const isTransient = (/** @type {ApiError} */ { type, status }) =>
  type === "network" || (type === "unreadable" && status >= 500);

/**
 * @template Body
 * @param {string} path
 * @param {number} timeout
 * @param {RequestInit} [options]
 * @param {(response: Response) => Promise<Body>} [readBody]
 * @returns {Promise<Reply<Body>>}
 */
async function send(path, timeout, options = {}, readBody = readJson) {
  const signal = timeoutSignal(timeout); // outside: what a browser lacks is no lost connection
  let response;
  let body;
  try {
    response = await (takeEarlyRead(path, options) ?? fetch(path, { ...options, signal }));
    body = await readBody(response);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(/** @type {Error} */ (error).name === "TimeoutError" ? "timeout" : "network");
  }
  if (!response.ok) throw refusal(response, /** @type {ProblemBody} */ (body));
  return { body, staleSeconds: staleness(response.headers) };
}

/**
 * The response that head/early-reads.js requested, once.
 * @param {string} path
 * @param {RequestInit} options
 */
function takeEarlyRead(path, options) {
  const early = Object.keys(options).length === 0 ? globalThis.earlyReads?.get(path) : undefined;
  if (early) globalThis.earlyReads?.delete(path);
  return early;
}

/**
 * @param {Response} response
 * @returns {Promise<any>} The documented body of the operation, unchecked.
 */
async function readJson(response) {
  const type = response.headers.get("Content-Type") ?? "";
  const isJson = /^application\/(problem\+)?json\b/.test(type);
  const body = isJson ? await response.text().then(parse) : null;
  if (body !== null) return body;
  throw response.status === 429
    ? refusal(response, {})
    : new ApiError("unreadable", { status: response.status });
}

/** @param {string} json */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null; // the caller throws "unreadable"
  }
}

/**
 * @param {Response} response
 * @param {ProblemBody} problem
 */
function refusal({ status, headers }, problem) {
  const type =
    status === 429 ? "rate-limited" : String(problem.type ?? "unreadable").replace("urn:problem:", "");
  const seconds = Number.parseInt(headers.get("Retry-After") ?? "", 10);
  return new ApiError(type, { status, problem, retryAfter: Number.isNaN(seconds) ? null : seconds });
}

/** @param {Headers} headers */
function staleness(headers) {
  const isStale = (headers.get("Warning") ?? "").startsWith("110");
  return isStale ? Number(headers.get("Age") ?? 0) : null;
}
