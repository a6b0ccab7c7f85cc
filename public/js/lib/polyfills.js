// Short polyfills for some supported browsers. pages/support.js checks the features that every browser needs.

/** A UUID of version 4; `crypto.randomUUID` exists since Safari 15.4, on secure pages only. */
export const newKey = () => crypto.randomUUID?.() ?? uuidOf(crypto.getRandomValues(new Uint8Array(16)));

/**
 * The UUID of version 4 with these random bytes.
 * @param {Uint8Array} bytes
 */
export function uuidOf(bytes) {
  const [version, variant] = [(bytes[6] & 0x0f) | 0x40, (bytes[8] & 0x3f) | 0x80];
  const digits = Object.assign([...bytes], { 6: version, 8: variant });
  const hex = digits.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * A signal that aborts a request after this time; `AbortSignal.timeout` exists since Safari 16.
 * @param {number} milliseconds
 */
export function timeoutSignal(milliseconds) {
  if (AbortSignal.timeout) return AbortSignal.timeout(milliseconds);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("", "TimeoutError")), milliseconds);
  return controller.signal;
}

/**
 * A sorted copy; `toSorted` exists since Chrome 110 and Safari 16.
 * @template Item
 * @param {Item[]} items
 * @param {(a: Item, b: Item) => number} compare
 */
export const sorted = (items, compare) => [...items].sort(compare);

/**
 * Whether an element is rendered; `checkVisibility` exists since Safari 17.4.
 * @param {Element} element
 */
export const isDrawn = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
