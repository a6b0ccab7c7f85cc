// The list of this tab's tasks with their states. Nothing is called done that Ampeco did not accept.

import { clone, fill, reconcile, rejectionText, setIcon, slot } from "../lib/dom.js";
import { text } from "../lib/i18n.js";
import { allTasks, taskById } from "./task-store.js";

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
  #states = new Map();

  /** `actions` are `open(booking)`, and `left(task)` when the item with the focus has gone. */
  constructor(section, taskRunner, actions) {
    this.#section = section;
    this.#taskRunner = taskRunner;
    this.#actions = actions;
    section.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")));
  }

  draw() {
    const tasks = allTasks();
    this.#section.hidden = tasks.length === 0;
    reconcile(this.#section.querySelector("ul"), tasks, {
      key: ({ id }) => id,
      create: () => clone("tray-item"),
      update: (item, task) => this.#drawTask(item, task),
    });
  }

  focusOn(id, action) {
    this.#section.querySelector(`[data-key="${id}"] [data-action="${action}"]`)?.focus();
  }

  #drawTask(item, task) {
    const { id, step, about, result, booking, reason, why, dueAt } = task;
    const state = this.#taskRunner.isSending(id) ? "sending" : task.state;
    const seconds = Math.max(1, Math.ceil((dueAt - Date.now()) / 1000));
    const words = { ...about, booking, result, seconds };
    const said = reason ?? (why ? rejectionText({ type: why }) : "");
    const isReleasing = step === "release";
    const can = {
      undo: state === "due",
      check: state === "open",
      retry: state === "untried" || (isReleasing && OVER.includes(state)),
      see: state === "done" || (isReleasing && OVER.includes(state)),
      drop: [...OVER, "done", "untried"].includes(state),
    };
    item.dataset.state = state;
    setIcon(item.querySelector("svg"), ICONS[state]);
    fill(item, {
      title: text(`work-${step}`, words),
      state: text(`work-${step}-${state}`, words),
      reason: [...OVER, "untried"].includes(state) ? said : "",
    });
    for (const button of item.querySelectorAll("button")) button.hidden = !can[button.dataset.action];
    this.#announce(id, `${step}-${state}`, item);
  }

  #announce(id, state, item) {
    if (this.#states.get(id) === state) return;
    this.#states.set(id, state);
    const words = ["title", "state", "reason"].map((name) => slot(item, name).textContent);
    fill(this.#section, { said: words.filter(Boolean).join(" ") });
  }

  #onClick(button) {
    if (!button) return;
    const { key } = button.closest("[data-key]").dataset;
    const { action } = button.dataset;
    const task = taskById(key);
    if (action === "see") return this.#actions.open(task.result ?? task.booking);
    if (action === "check" || action === "retry") return this.#taskRunner.retry(key);
    this.#taskRunner.drop(key);
    if (action === "undo") fill(this.#section, { said: text("work-undone") });
    this.#actions.left(task);
  }
}
