// Requests the data that a page names before its script is loaded; the script's own requests get these responses.

const { search } = location;
const id = new URLSearchParams(search).get("id") ?? "";
const isFirstVisit = !/[?&]date=/.test(search) && !hasDraft(); // otherwise the script requests other days

for (const { content, dataset } of document.querySelectorAll('meta[name="preload"]')) {
  if (/^[1-9]\d*$/.test(id) && (isFirstVisit || dataset.days === undefined))
    preload(content.replace("{id}", id));
}

/** Whether the draft of state/draft.js is stored. */
function hasDraft() {
  try {
    return sessionStorage.getItem(`choice:${id}`) !== null;
  } catch {
    return false; // blocked storage has no draft
  }
}

function preload(/** @type {string} */ href) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href });
  document.head.append(link);
}
