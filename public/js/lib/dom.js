// Templates, slots and states of the page. Data is inserted as text, never as markup.

import { Countdown } from "./retry-countdown.js";
import { bounded, hasText, text } from "./i18n.js";

/** @typedef {{ type: string, status?: number, retryAfter?: number | null }} Failure An ApiError, as far as it is shown. */

// Elements

/**
 * The first element below root that matches. Throws if there is none: the template is wrong then.
 * @template {string} S
 * @param {ParentNode} root
 * @param {S} selector
 * @returns {Selected<S>}
 */
export function query(root, selector) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(selector);
  return element;
}

/**
 * The element with this id. Throws if there is none.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => query(document, `#${id}`);

/**
 * The target of an event, or its nearest ancestor, that matches.
 * @template {string} S
 * @param {EventTarget | null} target
 * @param {S} selector
 * @returns {Selected<S> | null}
 */
export const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * The values of a form without files, by the names of its controls.
 * @param {HTMLFormElement} form
 */
export const formValues = (form) =>
  /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));

// Templates and slots

/**
 * A copy of the one element in a <template>.
 * @param {string} id
 */
export const clone = (id) =>
  /** @type {HTMLElement} */ (query(query(document, `template#${id}`).content, "*").cloneNode(true));

/**
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export const slot = (root, name) => query(root, `[data-slot="${name}"]`);

/**
 * Write texts into the [data-slot] elements below root; a slot without a text is hidden.
 * @template {ParentNode} Root
 * @param {Root} root
 * @param {Record<string, string | null | undefined>} texts
 */
export function fill(root, texts) {
  for (const [name, value] of Object.entries(texts)) {
    const element = slot(root, name);
    const words = bounded(value) ?? "";
    if (element.textContent !== words) element.textContent = words;
    element.hidden = words === "";
  }
  return root;
}

/**
 * Set `lang` on texts below root that are in another language than the page: `languages` has it by slot.
 * @param {ParentNode} root
 * @param {Record<string, string>} [languages]
 */
export function markForeign(root, languages = {}) {
  for (const [name, lang] of Object.entries(languages)) {
    const element = root.querySelector(`[data-slot="${name}"]`);
    if (lang && element) element.lang = lang;
  }
}

/**
 * Make the keyed children of a parent match the items, keeping the elements that stay: focus and selection
 * survive a refresh. Children without data-key are left alone.
 * @template Item
 * @param {ParentNode & Node} parent
 * @param {Item[]} items
 * @param {{
 *   key: (item: Item) => string | number,
 *   create: (item: Item) => HTMLElement,
 *   update: (element: HTMLElement, item: Item) => void,
 * }} how
 */
export function reconcile(parent, items, { key, create, update }) {
  const existing = new Map(
    [...parent.querySelectorAll(":scope > [data-key]")].map((el) => [String(el.dataset.key), el]),
  );
  const wanted = new Set(items.map((item) => String(key(item))));
  for (const [name, element] of existing) if (!wanted.has(name)) element.remove(); // first, so that no other moves
  /** @type {Element | null} */
  let previous = null;
  for (const item of items) {
    const name = String(key(item));
    const element = existing.get(name) ?? create(item);
    element.dataset.key = name;
    update(element, item);
    /** @type {Element | null} */
    const next = previous ? previous.nextElementSibling : parent.querySelector(":scope > [data-key]");
    if (next !== element) parent.insertBefore(element, next);
    previous = element;
  }
}

/**
 * Set the icon of an <svg><use> to one of the sprite.
 * @param {Element} svg
 * @param {string} name
 */
export function setIcon(svg, name) {
  query(svg, "use").setAttribute("href", `${document.body.dataset.icons}#${name}`);
}

/**
 * Scroll to an element and focus it, so that it is read out.
 * @param {HTMLElement} element
 */
export function focusOn(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/**
 * Change the page, and scroll so that an element keeps its position on the screen.
 * @param {HTMLElement} element
 * @param {() => void} change
 */
export function keepInPlace(element, change) {
  const { top: before } = element.getBoundingClientRect();
  change();
  if (!element.isConnected) return;
  scrollBy({ top: element.getBoundingClientRect().top - before, behavior: "instant" });
}

// States

/** @type {WeakMap<Element, Countdown>} */
const countdowns = new WeakMap(); // of the views that will be retried

/**
 * @param {HTMLElement} view
 * @param {string} state
 */
export function showState(view, state) {
  view.dataset.state = state;
  const countdown = countdowns.get(view);
  if (state === "loading" || state === "error") countdown?.stop();
  else countdown?.reset();
  for (const part of view.querySelectorAll(":scope > [data-when]")) {
    part.hidden = !part.dataset.when?.split(" ").includes(state);
  }
}

const NAMED_ERRORS = ["network", "timeout", "rate-limited"];

/**
 * The text for an error, in the page's language.
 * @param {Failure} error
 */
export function errorText({ type, status = 0 }) {
  if (NAMED_ERRORS.includes(type)) return text(`error-${type}`);
  if (type.startsWith("upstream-")) return text("error-upstream");
  return text(status >= 400 && status < 500 ? "error-outdated" : "error-other");
}

/**
 * The reason of a refusal, in the page's language: the server's own text is English, for developers.
 * @param {Failure} error
 */
export function rejectionText({ type }) {
  if (hasText(`refusal-${type}`)) return text(`refusal-${type}`);
  const isTrouble = type.startsWith("upstream-") || NAMED_ERRORS.includes(type);
  return isTrouble ? errorText({ type }) : text("refusal-other");
}

/**
 * The reason that the charging network gave, named as such: its language is not the page's. Empty without one.
 * @param {string | null} [reason]
 */
export const networkReason = (reason) => (reason ? text("network-reason", { reason }) : "");

/**
 * The error of a field of the request, in the page's language.
 * @param {{ field: string }} mistake
 */
export const fieldErrorText = ({ field }) =>
  hasText(`mistake-${field}`) ? text(`mistake-${field}`) : text("refusal-other");

/**
 * Show the state "error" with a button that calls `retry`. After a `Retry-After`, `retry` is called automatically,
 * with a countdown.
 * @param {HTMLElement} view
 * @param {Failure} error
 * @param {() => unknown} retry
 */
export function showError(view, error, retry) {
  const part = query(view, ':scope > [data-when="error"]');
  const countdown = countdowns.get(view) ?? new Countdown();
  countdowns.set(view, countdown);
  slot(part, "reason").textContent = errorText(error);
  query(part, '[data-action="retry"]').onclick = () => {
    countdown.reset();
    retry();
  };
  showState(view, "error");
  showWait(part, countdown, error, retry);
}

/**
 * Count down the error's Retry-After in the slots "again" and "again-announcement", then call `act`.
 * @param {ParentNode} part
 * @param {Countdown} countdown
 * @param {Failure} error
 * @param {() => unknown} act
 */
export function showWait(part, countdown, { retryAfter }, act) {
  fill(part, { again: "", "again-announcement": "" });
  return countdown.start(retryAfter, {
    act,
    show: (seconds, isFirst) => {
      fill(part, { again: text("again-in", { seconds }) });
      if (isFirst) fill(part, { "again-announcement": text("again-in-announcement", { seconds }) });
    },
  });
}

/**
 * Show a text in an element that is hidden without one.
 * @param {string} id
 * @param {string} words
 */
export function say(id, words) {
  const line = byId(id);
  if (line.textContent !== words) line.textContent = words;
  line.hidden = words === "";
}
