// Keeping what a page shows young, without asking while nobody looks.

const OLD = 60_000;
const YOUNG = 10_000;

/** Call `refresh` every minute while the page is seen, and on coming back to it. `readAt()` tells the last time. */
export function keepFresh(readAt, refresh) {
  const isOlderThan = (age) => document.visibilityState === "visible" && Date.now() - readAt() > age;
  const onReturn = () => isOlderThan(YOUNG) && refresh();
  setInterval(() => isOlderThan(OLD) && refresh(), YOUNG);
  document.addEventListener("visibilitychange", onReturn);
  window.addEventListener("focus", onReturn);
  window.addEventListener("online", onReturn);
}
