// Storage of the tab (session) and of the browser (local), with an in-memory fallback where storage is blocked or full.

class Store {
  #name;
  #copies = new Map();

  /** `name` is that of the browser's storage; where it is forbidden, even naming it throws. */
  constructor(name) {
    this.#name = name;
  }

  recall(key) {
    const json = this.#attempt((storage) => storage.getItem(key)) ?? this.#copies.get(key);
    return json === undefined ? null : parse(json);
  }

  remember(key, value) {
    const json = JSON.stringify(value);
    this.#copies.set(key, json);
    this.#attempt((storage) => storage.setItem(key, json));
  }

  forget(key) {
    this.#copies.delete(key);
    this.#attempt((storage) => storage.removeItem(key));
  }

  #attempt(act) {
    try {
      return act(globalThis[this.#name]);
    } catch {
      return null; // the copy serves
    }
  }
}

function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null; // not written by us
  }
}

export const browser = new Store("localStorage");

const tab = new Store("sessionStorage");

export const recall = (key) => tab.recall(key);
export const remember = (key, value) => tab.remember(key, value);
export const forget = (key) => tab.forget(key);
