// Templates, slots and states of the page. Data goes in as text, never as markup.

import { Countdown } from "./retry-countdown.js";
import { bounded, hasText, text } from "./i18n.js";

/** @typedef {{ type: string, status?: number, retryAfter?: number | null }} Failure An ApiError, as far as it is shown. */

// Elements

/**
 * The first element below root that matches. One that the page lacks is a mistake of ours: it throws.
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
 * The element with this id, likewise.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => query(document, `#${id}`);

/**
 * The element around the target of an event, or itself, that matches.
 * @template {string} S
 * @param {EventTarget | null} target
 * @param {S} selector
 * @returns {Selected<S> | null}
 */
export const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * What is chosen in a form without files, by the names of its controls.
 * @param {HTMLFormElement} form
 */
export const formValues = (form) =>
  /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));

// Templates and slots

/**
 * A fresh copy of the one element in a <template>.
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
 * Put texts into the [data-slot] elements below root; a slot without a text is hidden.
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
 * Say of texts below root that they are in another language than the page: `languages` names it by slot.
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
  const kept = new Map(
    [...parent.querySelectorAll(":scope > [data-key]")].map((el) => [String(el.dataset.key), el]),
  );
  const wanted = new Set(items.map((item) => String(key(item))));
  for (const [name, element] of kept) if (!wanted.has(name)) element.remove(); // first, so that none that stays is moved
  /** @type {Element | null} */
  let previous = null;
  for (const item of items) {
    const name = String(key(item));
    const element = kept.get(name) ?? create(item);
    element.dataset.key = name;
    update(element, item);
    /** @type {Element | null} */
    const next = previous ? previous.nextElementSibling : parent.querySelector(":scope > [data-key]");
    if (next !== element) parent.insertBefore(element, next);
    previous = element;
  }
}

/**
 * Point an <svg><use> at an icon of the sprite.
 * @param {Element} svg
 * @param {string} name
 */
export function setIcon(svg, name) {
  query(svg, "use").setAttribute("href", `${document.body.dataset.icons}#${name}`);
}

/**
 * Bring an element into view and give it focus, so that it is read out.
 * @param {HTMLElement} element
 */
export function focusOn(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/**
 * Change the page, and scroll so that an element stays where the finger is though what is above it shrinks or grows.
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
const countdowns = new WeakMap(); // of the views that are to be read again by themselves

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

const TROUBLES = ["network", "timeout", "rate-limited"];

/**
 * What happened, in a sentence of the page.
 * @param {Failure} error
 */
export function errorText({ type, status = 0 }) {
  if (TROUBLES.includes(type)) return text(`trouble-${type}`);
  if (type.startsWith("upstream-")) return text("trouble-upstream");
  return text(status >= 400 && status < 500 ? "trouble-outdated" : "trouble-other");
}

/**
 * Why the server said no, in a sentence of the page: what it says itself is English, and for developers.
 * @param {Failure} error
 */
export function rejectionText({ type }) {
  if (hasText(`refusal-${type}`)) return text(`refusal-${type}`);
  const isTrouble = type.startsWith("upstream-") || TROUBLES.includes(type);
  return isTrouble ? errorText({ type }) : text("refusal-other");
}

/**
 * What is wrong with a field of the request, likewise.
 * @param {{ field: string }} mistake
 */
export const fieldErrorText = ({ field }) =>
  hasText(`mistake-${field}`) ? text(`mistake-${field}`) : text("refusal-other");

/**
 * Show the state "error": what happened, and a button that calls `retry`. Where the server says how long to wait, the
 * view shows that it does, and calls it by itself.
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
 * Wait as long as the error's Retry-After says, showing it in the slots "again" and "again-said"; then act.
 * @param {ParentNode} part
 * @param {Countdown} countdown
 * @param {Failure} error
 * @param {() => unknown} act
 */
export function showWait(part, countdown, { retryAfter }, act) {
  fill(part, { again: "", "again-said": "" });
  return countdown.start(retryAfter, {
    act,
    show: (seconds, isFirst) => {
      fill(part, { again: text("again-in", { seconds }) });
      if (isFirst) fill(part, { "again-said": text("again-in-said", { seconds }) });
    },
  });
}

/**
 * Put words into a line of the page that is there only while it has some.
 * @param {string} id
 * @param {string} words
 */
export function say(id, words) {
  const line = byId(id);
  if (line.textContent !== words) line.textContent = words;
  line.hidden = words === "";
}
