// What this tab has asked of Ampeco for its staff, or is about to: kept by the tab from the press until it was decided
// and read, so that a reload, a lost connection and a second press lead to the same request, for they use its key.
//
// A task is `{id, step, key, booking, body, about, state}`. `step` is what is asked for:
//   cancel, update, create   one request
//   replace                  book another port in place of a booking; once that is approved the task goes on with
//   release                  cancel the booking that was replaced by `result`
// and `state` is one of those in state/request-state.js (untried and refused with the kind of problem `why`, placed as
// the request `request`), or done or rejected as Ampeco decided it, with `result` (the new booking) or `reason`.

import { newKey } from "../lib/polyfills.js";
import { hasStateFields, stateAfterError, UNDECIDED } from "../state/request-state.js";
import { forget, recall, remember } from "../state/storage.js";
import { isKey, isObject, isText } from "../state/validation.js";

const NAME = "admin-work";
const NOT_LET_IN = ["unauthorized", "not-configured"];
const STATES = [...UNDECIDED, "refused", "done", "rejected"];
const STEPS = ["cancel", "update", "create", "replace", "release"];

export function allTasks() {
  const kept = recall(NAME);
  return Array.isArray(kept) ? kept.filter((task) => isObject(task) && isWhole(task)) : [];
}

function isWhole(task) {
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

export const taskById = (id) => allTasks().find((task) => task.id === id) ?? null;

/** The task that a booking waits for, or null: until it is decided there is no other. */
export const pendingTaskOf = (booking) =>
  allTasks().find((task) => task.booking === booking && isTaskUndecided(task)) ?? null;

export const isTaskUndecided = ({ step, state }) =>
  UNDECIDED.includes(state) || (step === "release" && state !== "done");

/** A task with a key of its own, not kept yet. */
export const newTask = (step, facts) => ({
  id: newKey(),
  key: newKey(),
  step,
  state: "untried",
  ...facts,
});

/** Keep a task as it is now; a new one comes last. */
export function saveTask(task) {
  const all = allTasks();
  const isKept = all.some(({ id }) => id === task.id);
  remember(NAME, isKept ? all.map((one) => (one.id === task.id ? task : one)) : [...all, task]);
  return task;
}

export const removeTask = (id) =>
  remember(
    NAME,
    allTasks().filter((task) => task.id !== id),
  );

export const removeAllTasks = () => forget(NAME);

// What comes next: pure functions

/** A task as an error leaves it. */
export function afterError(task, error) {
  const why = error.type;
  const state = NOT_LET_IN.includes(why) ? "untried" : stateAfterError(error);
  return state === "open" ? { ...task, state } : { ...task, state, why };
}

/** A task as Ampeco's word leaves it: `{status, requestId or id, bookingId, rejectionReason}`. */
export function afterResponse(task, { status, requestId = task.request, bookingId, rejectionReason }) {
  const asked = { ...task, request: requestId };
  if (status === "rejected") return { ...asked, state: "rejected", reason: rejectionReason ?? "" };
  const isNamed = bookingId !== undefined || !["create", "replace"].includes(task.step);
  if (status !== "approved" || !isNamed) return { ...asked, state: "placed" };
  if (task.step === "replace") return { ...again(asked), step: "release", result: bookingId };
  return { ...asked, state: "done", result: task.result ?? bookingId };
}

/** The same once more, as a new request. */
export const again = (task) => ({ ...task, key: newKey(), state: "untried", request: undefined });
