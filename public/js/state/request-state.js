// The states of a request that the tab stores from the press until it is decided, so that a reload, a lost connection
// and a second press lead to the same request: they use its key.
//
//   due      sent at `dueAt`, unless it is taken back before
//   open     sent, and we do not know what became of it
//   untried  the server said that it did nothing yet
//   placed   the network has it, and decides
//   refused  the server did not take it

import { ApiError } from "../api/client.js";
import { errorOutcome, isNotProcessed } from "../api/error-outcome.js";
import { isNumber } from "./validation.js";

/**
 * @import { Reply } from "../api/types.d.ts"
 * @typedef {"due" | "open" | "untried" | "placed" | "refused"} RequestState
 */

export const UNDO_TIME = 8_000;
export const TICK = 200;
export const RESEND_DELAY = 2_000; // what was sent on leaving the page should arrive first

/** @type {unknown[]} */
export const UNDECIDED = ["due", "open", "untried", "placed"];

/**
 * Whether what the storage returned has what its state needs; `isId(request)` checks what names a placed one.
 * @param {Record<string, unknown>} request
 * @param {(request: Record<string, unknown>) => boolean} isId
 */
export const hasStateFields = (request, isId) =>
  (request.state !== "due" || isNumber(request.dueAt, 0, Number.MAX_SAFE_INTEGER)) &&
  (request.state !== "placed" || isId(request));

/**
 * The state an error leaves a request in. What is not known to have failed counts as not known.
 * @param {ApiError} error
 * @returns {RequestState}
 */
export function stateAfterError(error) {
  const outcomeName = errorOutcome(error);
  if (isNotProcessed(outcomeName)) return "untried";
  return outcomeName === "unknown" ? "open" : "refused";
}

/**
 * Send a request; `save(state)` stores its state before, and after an error. Resolves to the answer.
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

/** The seconds that are left until a time, rounded up. */
export const secondsUntil = (/** @type {number} */ time) => Math.ceil((time - Date.now()) / 1000);
