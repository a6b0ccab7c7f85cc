// Lazy creation of formatters. The first one of a page takes a phone tens of milliseconds; created while the modules
// load, it would delay the first request to the server.

/**
 * A function that returns the result of `make`, which is called once, at the first call.
 * @template {{}} Made
 * @param {() => Made} make
 */
export function lazy(make) {
  /** @type {Made | undefined} */
  let made;
  return () => (made ??= make());
}
