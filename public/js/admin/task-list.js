// The list of this tab's tasks with their states. A task is shown as done only once Ampeco has approved it.

import {
  clone,
  closest,
  fill,
  networkReason,
  query,
  reconcile,
  rejectionText,
  setIcon,
  slot,
} from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { isDrawn } from "../lib/polyfills.js";
import { secondsUntil } from "../state/request-state.js";
import { TaskOutcome } from "./task-outcome.js";
import { allTasks, taskById } from "./task-store.js";

/**
 * @import { Task } from "./task-store.js"
 * @import { TaskRunner } from "./task-runner.js"
 * @typedef {object} Actions
 * @property {(booking: number) => unknown} open
 * @property {(task: Task) => unknown} left Is called when the item or button with the focus has gone.
 */

/** @type {Record<Task["state"] | "sending", string>} */
const ICONS = {
  due: "clock",
  sending: "sent",
  open: "alert",
  untried: "alert",
  refused: "not-accepted",
  placed: "sent",
  done: "check",
  rejected: "not-accepted",
};
const OVER = ["refused", "rejected"];

export class TaskList {
  #section;
  #taskRunner;
  #actions;
  /** @type {Map<string, string>} */
  #states = new Map();
  /** @type {WeakMap<HTMLElement, TaskOutcome>} */
  #outcomes = new WeakMap();

  /**
   * @param {HTMLElement} section
   * @param {TaskRunner} taskRunner
   * @param {Actions} actions
   */
  constructor(section, taskRunner, actions) {
    this.#section = section;
    this.#taskRunner = taskRunner;
    this.#actions = actions;
    section.addEventListener("click", ({ target }) => this.#onClick(closest(target, "button")));
  }

  draw() {
    const tasks = allTasks();
    this.#section.hidden = tasks.length === 0;
    reconcile(query(this.#section, "ul"), tasks, {
      key: ({ id }) => id,
      create: () => this.#create(),
      update: (item, task) => this.#drawTask(item, task),
    });
  }

  #create() {
    const item = clone("task");
    this.#outcomes.set(item, new TaskOutcome(query(item, "[data-done]")));
    return item;
  }

  /**
   * @param {string} id
   * @param {string} action
   */
  focusOn(id, action) {
    this.#section.querySelector(`[data-key="${id}"] [data-action="${action}"]`)?.focus();
  }

  /**
   * @param {HTMLElement} item
   * @param {Task} task
   */
  #drawTask(item, task) {
    const { id, step, about, result, booking, reason, why, dueAt = 0 } = task;
    const state = this.#taskRunner.isSending(id) ? "sending" : task.state;
    const seconds = Math.max(1, secondsUntil(dueAt));
    const words = { ...about, booking, result, seconds };
    const refusal = why ? rejectionText({ type: why }) : "";
    const said = reason === undefined ? refusal : networkReason(reason);
    /** @type {Record<string, boolean>} */
    const can = {
      undo: state === "due",
      check: state === "open",
      retry: state === "untried",
      see: state === "done",
      drop: [...OVER, "done", "untried"].includes(state),
    };
    item.dataset.state = state;
    setIcon(query(item, "svg"), ICONS[state]);
    fill(item, {
      title: text(`task-${step}`, words),
      state: text(`task-${step}-${state}`, words),
      reason: [...OVER, "untried"].includes(state) ? said : "",
    });
    const hadFocus = item.contains(document.activeElement);
    for (const button of query(item, ".task-actions").querySelectorAll("button"))
      button.hidden = !can[String(button.dataset.action)];
    const { activeElement } = document;
    if (hadFocus && !(activeElement && item.contains(activeElement) && isDrawn(activeElement)))
      this.#actions.left(task);
    this.#outcomes.get(item)?.draw(task);
    this.#announce(id, `${step}-${state}`, item);
  }

  /**
   * @param {string} id
   * @param {string} state
   * @param {HTMLElement} item
   */
  #announce(id, state, item) {
    if (this.#states.get(id) === state) return;
    this.#states.set(id, state);
    const words = ["title", "state", "reason"].map((name) => slot(item, name).textContent);
    fill(this.#section, { announcement: words.filter(Boolean).join(" ") });
  }

  /** @param {HTMLButtonElement | null} button */
  #onClick(button) {
    const task = taskById(closest(button, "[data-key]")?.dataset.key ?? "");
    if (!button || !task) return;
    const { action } = button.dataset;
    const booking = task.result ?? task.booking;
    if (action === "see") return booking && this.#actions.open(booking);
    if (action === "check" || action === "retry") return this.#taskRunner.retry(task.id);
    if (action !== "undo" && action !== "drop") return; // one of the outcome
    this.#taskRunner.drop(task.id);
    if (action === "undo") fill(this.#section, { announcement: text("task-undone") });
    this.#actions.left(task);
  }
}
