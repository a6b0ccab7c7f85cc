// Storage of the tab (session) and of the browser (local), with an in-memory fallback where storage is blocked or full.

class Store {
  #name;
  /** @type {Map<string, string>} */
  #copies = new Map();

  /**
   * `name` is that of the browser's storage; if storage is blocked, even reading this property throws.
   * @param {"localStorage" | "sessionStorage"} name
   */
  constructor(name) {
    this.#name = name;
  }

  /**
   * The stored value, to be validated by the caller (validation.js).
   * @param {string} key
   * @returns {unknown}
   */
  recall(key) {
    const json = this.#attempt((storage) => storage.getItem(key)) ?? this.#copies.get(key);
    return json === undefined ? null : parse(json);
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  remember(key, value) {
    const json = JSON.stringify(value);
    this.#copies.set(key, json);
    this.#attempt((storage) => storage.setItem(key, json));
  }

  /** @param {string} key */
  forget(key) {
    this.#copies.delete(key);
    this.#attempt((storage) => storage.removeItem(key));
  }

  /**
   * @template Result
   * @param {(storage: Storage) => Result} act
   */
  #attempt(act) {
    try {
      return act(globalThis[this.#name]);
    } catch {
      return null; // the copy in memory is used
    }
  }
}

/** @param {string} json */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null; // not written by this site
  }
}

export const browser = new Store("localStorage");

const tab = new Store("sessionStorage");

export const recall = (/** @type {string} */ key) => tab.recall(key);
export const remember = (/** @type {string} */ key, /** @type {unknown} */ value) => tab.remember(key, value);
export const forget = (/** @type {string} */ key) => tab.forget(key);
