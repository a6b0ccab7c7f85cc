// What this tab asked of Ampeco, and how that stands: nothing is called done that Ampeco did not accept.

import { clone, fill, reconcile, refusalText, setIcon, slot, text } from "../../lib/page.js";
import { allTasks, taskOf } from "../../lib/work.js";

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

export class Tray {
  #section;
  #worker;
  #acts;
  #states = new Map();

  /** `acts` are `open(booking)`, and `left(task)` when the item with the focus has gone. */
  constructor(section, worker, acts) {
    this.#section = section;
    this.#worker = worker;
    this.#acts = acts;
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
    const state = this.#worker.isSending(id) ? "sending" : task.state;
    const seconds = Math.max(1, Math.ceil((dueAt - Date.now()) / 1000));
    const words = { ...about, booking, result, seconds };
    const said = reason ?? (why ? refusalText({ type: why }) : "");
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
    const task = taskOf(key);
    if (action === "see") return this.#acts.open(task.result ?? task.booking);
    if (action === "check" || action === "retry") return this.#worker.retry(key);
    this.#worker.drop(key);
    if (action === "undo") fill(this.#section, { said: text("work-undone") });
    this.#acts.left(task);
  }
}
