// Requests of staff, stored in the tab from the click until their outcome was read. After a reload, a lost connection
// or a second click the same idempotency key is sent again.

import { portName } from "../lib/format.js";
import { newKey } from "../lib/polyfills.js";
import { hasStateFields, stateAfterError, UNDECIDED } from "../state/request-state.js";
import { forget, recall, remember } from "../state/storage.js";
import { isKey, isObject, isText } from "../state/validation.js";

/**
 * @import { ApiError } from "../api/client.js"
 * @import { PortNames } from "../lib/format.js"
 * @import { RequestState } from "../state/request-state.js"
 *
 * @typedef {"cancel" | "update" | "create" | "switch"} Step What is requested. `switch` books another port in place of a
 *   booking, which the server then cancels.
 *
 * @typedef {{ status: string, requestId?: number, bookingId?: number, rejectionReason?: string, port?: PortNames }} Answer
 *
 * @typedef {object} Task
 * @property {string} id
 * @property {string} key The Idempotency-Key of its request.
 * @property {Step} step
 * @property {RequestState | "done" | "rejected"} state Of state/request-state.js, or as Ampeco decided it.
 * @property {number} [booking]
 * @property {object} [body] What is sent.
 * @property {Record<string, string>} [about] Words for the list of tasks.
 * @property {number} [dueAt] When it is sent, while it is due.
 * @property {number} [request] The request, once it is placed.
 * @property {number} [result] The new booking.
 * @property {string} [why] The kind of problem that left it untried or refused.
 * @property {string} [reason] Why Ampeco rejected it.
 */

const NAME = "admin-work";
const DONE_KEPT = 2; // a shift's worth would cover the page
const NOT_LET_IN = ["unauthorized", "not-configured"];
const STATES = /** @type {unknown[]} */ ([...UNDECIDED, "refused", "done", "rejected"]);
const STEPS = /** @type {unknown[]} */ (["cancel", "update", "create", "switch"]);

/** @returns {Task[]} */
export function allTasks() {
  const stored = recall(NAME);
  return Array.isArray(stored) ? stored.filter((task) => isObject(task) && isWhole(task)) : [];
}

function isWhole(/** @type {Record<string, unknown>} */ task) {
  const { id, key, step, state, about = {}, why = "", reason = "" } = task;
  return (
    [id, key].every(isKey) &&
    STEPS.includes(step) &&
    STATES.includes(state) &&
    hasStateFields(task, ({ request }) => Number.isSafeInteger(request)) &&
    isObject(about) &&
    [why, reason, ...Object.values(about)].every(isText)
  );
}

export const taskById = (/** @type {string} */ id) => allTasks().find((task) => task.id === id) ?? null;

/** The pending task of a booking, or null: there is only one until it is decided. */
export const pendingTaskOf = (/** @type {number} */ booking) =>
  allTasks().find((task) => task.booking === booking && isTaskUndecided(task)) ?? null;

export const isTaskUndecided = (/** @type {Task} */ { state }) => UNDECIDED.includes(state);

/**
 * A task with a new idempotency key, not stored yet.
 * @param {Step} step
 * @param {Partial<Task>} facts
 * @returns {Task}
 */
export const newTask = (step, facts) => ({
  id: newKey(),
  key: newKey(),
  step,
  state: "untried",
  ...facts,
});

/**
 * Store a task; a new one is last.
 * @param {Task} task
 */
export function saveTask(task) {
  const all = allTasks();
  const isKept = all.some(({ id }) => id === task.id);
  remember(NAME, isKept ? all.map((one) => (one.id === task.id ? task : one)) : [...withLastDone(all), task]);
  return task;
}

/** Without those that are done, except the last ones. */
function withLastDone(/** @type {Task[]} */ tasks) {
  const done = tasks.filter(({ state }) => state === "done").slice(0, -DONE_KEPT);
  return tasks.filter((task) => !done.includes(task));
}

export const removeTask = (/** @type {string} */ id) =>
  remember(
    NAME,
    allTasks().filter((task) => task.id !== id),
  );

export const removeAllTasks = () => forget(NAME);

// State transitions: pure functions

/**
 * The task after an error.
 * @param {Task} task
 * @param {ApiError} error
 * @returns {Task}
 */
export function afterError(task, error) {
  const why = error.type;
  const state = NOT_LET_IN.includes(why) ? "untried" : stateAfterError(error);
  return state === "open" ? { ...task, state } : { ...task, state, why };
}

/**
 * The task after a response of Ampeco.
 * @param {Task} task
 * @param {Answer} answer
 * @returns {Task}
 */
export function afterResponse(task, { status, requestId = task.request, bookingId, rejectionReason, port }) {
  const submitted = { ...task, request: requestId };
  // A switch to another port may have been first.
  if (task.step === "switch" && port) submitted.about = { ...task.about, port: portName(port) };
  if (status === "rejected") return { ...submitted, state: "rejected", reason: rejectionReason ?? "" };
  const isNamed = bookingId !== undefined || !["create", "switch"].includes(task.step);
  if (status !== "approved" || !isNamed) return { ...submitted, state: "placed" };
  return { ...submitted, state: "done", result: bookingId };
}

/**
 * The task as a new request.
 * @param {Task} task
 * @returns {Task}
 */
export const again = (task) => ({ ...task, key: newKey(), state: "untried", request: undefined });
