// Auto-refresh: reload what a page shows every minute while it is visible, and on return to it.

const OLD = 60_000;
const YOUNG = 10_000;

/**
 * Call `refresh` every minute while the page is visible, and on return to it. `readAt()` is the time of the last read.
 * @param {() => number} readAt
 * @param {() => unknown} refresh
 */
export function autoRefresh(readAt, refresh) {
  const isOlderThan = (/** @type {number} */ age) =>
    document.visibilityState === "visible" && Date.now() - readAt() > age;
  const onReturn = () => isOlderThan(YOUNG) && refresh();
  setInterval(() => isOlderThan(OLD) && refresh(), YOUNG);
  document.addEventListener("visibilitychange", onReturn);
  window.addEventListener("focus", onReturn);
  window.addEventListener("online", onReturn);
}
