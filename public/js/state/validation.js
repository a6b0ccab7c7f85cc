// Validation of values from the browser's storage. A person, an extension or an older version of this site may have
// written them, so invalid ones are ignored.

const LATEST = Date.UTC(9_999, 0);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/**
 * @param {unknown} value
 * @returns {value is string}
 */
export const isText = (value) => typeof value === "string";
/** Whether a value has the format of a connector type. */
export const isPlug = (/** @type {unknown} */ value) => isText(value) && /^[a-z\d-]{1,20}$/.test(value);
/**
 * @param {unknown} value
 * @returns {value is string}
 */
export const isKey = (value) => isText(value) && /^[\w-]{1,64}$/.test(value);
/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {value is number}
 */
export const isNumber = (value, least, most) => typeof value === "number" && value >= least && value <= most;
/**
 * @param {unknown} value
 * @returns {value is string}
 */
export const isTime = (value) => isText(value) && TIME.test(value) && !Number.isNaN(Date.parse(value));

/** Whether a value is an instant, in milliseconds. */
export const isInstant = (/** @type {unknown} */ value) => isNumber(value, 0, LATEST);

/**
 * Whether an object has a time and a later one.
 * @param {{ startAt?: unknown, endAt?: unknown }} value
 * @returns {value is { startAt: string, endAt: string }}
 */
export const isSpan = ({ startAt, endAt }) =>
  isTime(startAt) && isTime(endAt) && Date.parse(startAt) < Date.parse(endAt);

/**
 * The valid fields of an object, each checked by the function of its name; none for any other value.
 * @template {string} Name
 * @param {unknown} value
 * @param {Record<Name, (value: unknown) => boolean>} checks
 */
export function validFields(value, checks) {
  /** @type {Partial<Record<Name, unknown>>} */
  const fields = {};
  if (!isObject(value)) return fields;
  for (const name of /** @type {Name[]} */ (Object.keys(checks)))
    if (Object.hasOwn(value, name) && checks[name](value[name])) fields[name] = value[name];
  return fields;
}
