// What a page makes when it first needs it. The first of the browser's own formatters takes a phone tens of
// milliseconds, whichever it is: made while the modules load, all would hold back what is asked of the server.

/**
 * A function that returns what `make` does, which is called once, late.
 * @template {{}} Made
 * @param {() => Made} make
 */
export function lazy(make) {
  /** @type {Made | undefined} */
  let made;
  return () => (made ??= make());
}
