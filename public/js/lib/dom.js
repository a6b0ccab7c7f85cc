// Templates, slots and states of the page. Data goes in as text, never as markup.

import { Countdown } from "./retry-countdown.js";
import { bounded, hasText, text } from "./i18n.js";

// Templates and slots

/** A fresh copy of the one element in a <template>. */
export const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** Put texts into the [data-slot] elements below root; a slot without a text is hidden. */
export function fill(root, texts) {
  for (const [name, value] of Object.entries(texts)) {
    const element = slot(root, name);
    const words = bounded(value) ?? "";
    if (element.textContent !== words) element.textContent = words;
    element.hidden = words === "";
  }
  return root;
}

/** Say of texts below root that they are in another language than the page: `languages` names it by slot. */
export function markForeign(root, languages = {}) {
  for (const [name, lang] of Object.entries(languages)) {
    if (lang && slot(root, name)) slot(root, name).lang = lang;
  }
}

/**
 * Make the keyed children of a parent match the items, keeping the elements that stay: focus and selection
 * survive a refresh. Children without data-key are left alone.
 */
export function reconcile(parent, items, { key, create, update }) {
  const kept = new Map([...parent.querySelectorAll(":scope > [data-key]")].map((el) => [el.dataset.key, el]));
  const wanted = new Set(items.map((item) => String(key(item))));
  for (const [name, element] of kept) if (!wanted.has(name)) element.remove(); // first, so that none that stays is moved
  let previous = null;
  for (const item of items) {
    const name = String(key(item));
    const element = kept.get(name) ?? create(item);
    element.dataset.key = name;
    update(element, item);
    const next = previous ? previous.nextElementSibling : parent.querySelector(":scope > [data-key]");
    if (next !== element) parent.insertBefore(element, next);
    previous = element;
  }
}

/** Point an <svg><use> at an icon of the sprite. */
export function setIcon(svg, name) {
  svg.querySelector("use").setAttribute("href", `${document.body.dataset.icons}#${name}`);
}

/** Bring an element into view and give it focus, so that it is read out. */
export function focusOn(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

// States

const countdowns = new WeakMap(); // of the views that are to be read again by themselves

export function showState(view, state) {
  view.dataset.state = state;
  const countdown = countdowns.get(view);
  if (state === "loading" || state === "error") countdown?.stop();
  else countdown?.reset();
  for (const part of view.querySelectorAll(":scope > [data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(state);
  }
}

const TROUBLES = ["network", "timeout", "rate-limited"];

/** What happened, in a sentence of the page. */
export function errorText({ type, status }) {
  if (TROUBLES.includes(type)) return text(`trouble-${type}`);
  if (type.startsWith("upstream-")) return text("trouble-upstream");
  return text(status >= 400 && status < 500 ? "trouble-outdated" : "trouble-other");
}

/** Why the server said no, in a sentence of the page: what it says itself is English, and for developers. */
export function rejectionText({ type }) {
  if (hasText(`refusal-${type}`)) return text(`refusal-${type}`);
  const isTrouble = type.startsWith("upstream-") || TROUBLES.includes(type);
  return isTrouble ? errorText({ type }) : text("refusal-other");
}

/** What is wrong with a field of the request, likewise. */
export const fieldErrorText = ({ field }) =>
  hasText(`mistake-${field}`) ? text(`mistake-${field}`) : text("refusal-other");

/**
 * Show the state "error": what happened, and a button that calls `retry`. Where the server says how long to wait, the
 * view shows that it does, and calls it by itself.
 */
export function showError(view, error, retry) {
  const part = view.querySelector(':scope > [data-when="error"]');
  if (!countdowns.has(view)) countdowns.set(view, new Countdown());
  const countdown = countdowns.get(view);
  slot(part, "reason").textContent = errorText(error);
  part.querySelector('[data-action="retry"]').onclick = () => {
    countdown.reset();
    retry();
  };
  showState(view, "error");
  showWait(part, countdown, error, retry);
}

/** Wait as long as the error's Retry-After says, showing it in the slots "again" and "again-said"; then act. */
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

/** Put words into a line of the page that is there only while it has some. */
export function say(id, words) {
  const line = document.getElementById(id);
  if (line.textContent !== words) line.textContent = words;
  line.hidden = words === "";
}
