// What a value must be that comes back from the browser's storage: a person, an extension or an older version of this site
// may have written it, so a value of another form counts as none.

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value) => typeof value === "string";
export const isKey = (value) => isText(value) && /^[\w-]{1,64}$/.test(value);
export const isNumber = (value, least, most) => Number.isFinite(value) && value >= least && value <= most;
export const isTime = (value) => isText(value) && TIME.test(value) && !Number.isNaN(Date.parse(value));

/** Whether an object has a time and a later one. */
export const isSpan = ({ startAt, endAt }) =>
  isTime(startAt) && isTime(endAt) && Date.parse(startAt) < Date.parse(endAt);

/** Those of an object's fields that pass the check of their name; of anything else none. */
export const fieldsThatFit = (value, checks) =>
  Object.fromEntries(
    Object.entries(checks)
      .filter(([name, fits]) => isObject(value) && Object.hasOwn(value, name) && fits(value[name]))
      .map(([name]) => [name, value[name]]),
  );
