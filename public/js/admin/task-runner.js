// Runs the tasks of a tab: sends them, polls their outcome with backoff while the page is visible, and sends scheduled
// cancellations when the page is left.

import { cancelById, createForDriver, readRequest, switchById, updateById } from "../api/admin-client.js";
import { ApiError } from "../api/client.js";
import { Polling } from "../lib/polling.js";
import { RESEND_DELAY, TICK, UNDO_TIME } from "../state/request-state.js";
import {
  afterResponse,
  afterError,
  again,
  allTasks,
  removeTask,
  saveTask,
  newTask,
  taskById,
} from "./task-store.js";

/**
 * @import { SubmittedRequestResponse } from "../api/schema.d.ts"
 * @import { Reply, RequestBody } from "../api/types.d.ts"
 * @import { Step, Task } from "./task-store.js"
 * @typedef {(task: Task, isLast: boolean) => Promise<Reply<SubmittedRequestResponse>>} Send
 */

/** @type {Record<Step, Send>} */
const SENDERS = {
  cancel: ({ booking, key }, isLast) => cancelById(Number(booking), key, isLast),
  update: ({ booking, key, body }) =>
    updateById(Number(booking), key, /** @type {RequestBody<"adminUpdateBooking">} */ (body)),
  create: ({ key, body }) => createForDriver(key, /** @type {RequestBody<"adminCreateBooking">} */ (body)),
  switch: ({ booking, key, body }) =>
    switchById(Number(booking), key, /** @type {RequestBody<"adminSwitchBooking">} */ (body)),
};

export class TaskRunner {
  #onChange;
  #onResolved;
  /** @type {Map<string, number>} */
  #timers = new Map();
  /** @type {Map<string, Polling>} */
  #pollings = new Map();
  /** @type {Set<string>} */
  #sending = new Set();

  /**
   * `onChange()` is called when the state of a task changed, `onResolved(task)` when Ampeco has accepted or decided it.
   * @param {{ onChange: () => unknown, onResolved: (task: Task) => unknown }} page
   */
  constructor({ onChange, onResolved }) {
    this.#onChange = onChange;
    this.#onResolved = onResolved;
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.resume());
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "visible" && this.resume(),
    );
  }

  /** @param {string} id */
  isSending(id) {
    return this.#sending.has(id);
  }

  /** Continue every stored task. */
  resume() {
    for (const task of allTasks()) {
      if (this.#sending.has(task.id)) continue;
      if (task.state === "due") this.#countDown(task);
      if (task.state === "placed") this.#poll(task);
      if (task.state === "open") this.#after(task, RESEND_DELAY, () => this.send(task));
    }
    this.#onChange();
  }

  /**
   * Schedule the cancellation of a booking, with time to undo it.
   * @param {number} booking
   * @param {Record<string, string>} about
   */
  cancelSoon(booking, about) {
    const task = newTask("cancel", { booking, about, state: "due", dueAt: Date.now() + UNDO_TIME });
    this.#countDown(saveTask(task));
    return task;
  }

  /**
   * Undo a scheduled task, or remove one whose outcome was read.
   * @param {string} id
   */
  drop(id) {
    this.#stop(id);
    removeTask(id);
    this.#onChange();
  }

  /**
   * Send a task again; one that was refused or rejected is sent as a new request.
   * @param {string} id
   */
  retry(id) {
    const task = taskById(id);
    return task && this.send(["refused", "rejected"].includes(task.state) ? again(task) : task);
  }

  /**
   * Send a task. Resolves to the task in its new state, with the ApiError in `error` if there was one.
   * @param {Task} task
   * @param {{ isLast?: boolean }} [options]
   * @returns {Promise<Task & { error?: ApiError }>}
   */
  async send(task, { isLast = false } = {}) {
    this.#stop(task.id);
    this.#sending.add(task.id);
    saveTask({ ...task, state: "open" });
    this.#onChange();
    try {
      const { body } = await SENDERS[task.step](task, isLast);
      this.#sending.delete(task.id);
      return this.#onResponse(afterResponse(task, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#sending.delete(task.id);
      const left = saveTask(afterError(task, error));
      this.#onChange();
      return { ...left, error };
    }
  }

  /** On leaving the page, send the cancellations that were not undone. */
  leave() {
    for (const id of [...this.#timers.keys(), ...this.#pollings.keys()]) this.#stop(id);
    for (const task of allTasks()) if (task.state === "due") this.send(task, { isLast: true });
  }

  /**
   * @param {Task} task
   * @returns {unknown}
   */
  #countDown(task) {
    if (Date.now() >= (task.dueAt ?? 0)) return this.send(task);
    this.#after(task, TICK, () => this.#countDown(task));
    this.#onChange();
  }

  /** @param {Task} task */
  #onResponse(task) {
    if (taskById(task.id) === null) return task; // removed on sign-out
    saveTask(task);
    if (task.state === "placed") this.#poll(task);
    this.#onChange();
    this.#onResolved(task);
    return task;
  }

  /** @param {Task} task */
  #poll(task) {
    this.#stop(task.id);
    this.#pollings.set(task.id, new Polling(() => this.#pollTask(task)));
    this.#pollLater(task);
  }

  /** The current polling, which may have started again while a response was awaited. */
  #pollLater(/** @type {Task} */ { id }) {
    this.#pollings.get(id)?.schedule();
  }

  /** @param {Task} task */
  async #pollTask(task) {
    try {
      const { body } = await readRequest(Number(task.request));
      if (body.status === "pending") return this.#pollLater(task);
      this.#onResponse(afterResponse(task, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.type !== "unauthorized") this.#pollLater(task);
    }
  }

  /** @param {string} id */
  #stop(id) {
    clearTimeout(this.#timers.get(id));
    this.#pollings.get(id)?.stop();
  }

  /**
   * @param {Task} task
   * @param {number} wait
   * @param {() => unknown} act
   */
  #after(task, wait, act) {
    this.#stop(task.id);
    this.#timers.set(task.id, setTimeout(act, wait));
  }
}
