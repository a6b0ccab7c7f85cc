// The states of a request that the tab stores from the press until the decision, so that a reload, a lost connection
// and a second press use the same idempotency key.
//
//   due      will be sent at `dueAt`, unless it is undone before
//   open     sent, with an unknown outcome
//   untried  the server did nothing: it can be sent again
//   placed   the network has accepted it, and decides
//   refused  the server refused it

import { ApiError } from "../api/client.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { isNumber } from "./validation.js";

/**
 * @import { Reply } from "../api/types.d.ts"
 * @typedef {"due" | "open" | "untried" | "placed" | "refused"} RequestState
 */

export const UNDO_TIME = 8_000;
export const TICK = 200;
export const RESEND_DELAY = 2_000; // a request that was sent on leaving the page should arrive first

/** @type {unknown[]} */
export const UNDECIDED = ["due", "open", "untried", "placed"];

/**
 * Whether a stored request has the fields that its state requires; `isId(request)` checks the id of a placed one.
 * @param {Record<string, unknown>} request
 * @param {(request: Record<string, unknown>) => boolean} isId
 */
export const hasStateFields = (request, isId) =>
  (request.state !== "due" || isNumber(request.dueAt, 0, Number.MAX_SAFE_INTEGER)) &&
  (request.state !== "placed" || isId(request));

/**
 * The state of a request after an error: open unless it certainly failed.
 * @param {ApiError} error
 * @returns {RequestState}
 */
export function stateAfterError(error) {
  const outcomeName = errorOutcome(error);
  if (isNotProcessed(outcomeName)) return "untried";
  return outcomeName === "unknown" ? "open" : "refused";
}

/**
 * Send a request; `save(state)` stores its state before sending, and after an error. Resolves to the response.
 * @template Body
 * @param {() => Promise<Reply<Body>>} send
 * @param {(state: RequestState) => unknown} save
 */
export async function sendSaved(send, save) {
  save("open");
  try {
    return (await send()).body;
  } catch (error) {
    if (error instanceof ApiError) save(stateAfterError(error));
    throw error;
  }
}

/** The seconds until a time, rounded up. */
export const secondsUntil = (/** @type {number} */ time) => Math.ceil((time - Date.now()) / 1000);
