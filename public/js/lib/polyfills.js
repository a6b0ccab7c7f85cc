// What a few browsers that we support do not have yet, in short. What they cannot do without is asked by pages/support.js.

/** A UUID of version 4; `crypto.randomUUID` came with Safari 15.4, and stands on secure pages alone. */
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
 * A signal that ends a request after so many milliseconds; `AbortSignal.timeout` came with Safari 16.
 * @param {number} milliseconds
 */
export function timeoutSignal(milliseconds) {
  if (AbortSignal.timeout) return AbortSignal.timeout(milliseconds);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("", "TimeoutError")), milliseconds);
  return controller.signal;
}

/**
 * A sorted copy; `toSorted` came with Chrome 110 and Safari 16.
 * @template Item
 * @param {Item[]} items
 * @param {(a: Item, b: Item) => number} compare
 */
export const sorted = (items, compare) => [...items].sort(compare);

/**
 * Whether an element is drawn; `checkVisibility` came with Safari 17.4.
 * @param {Element} element
 */
export const isDrawn = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
