// Requests the data that a page names before its script is loaded. The first reads of api/client.js take the responses.
// Not with <link rel="preload">: WebKit would request them again.

import { timeoutSignal } from "../lib/polyfills.js";

const TIMEOUT = 12_000; // as long as other reads; what was not taken until then is out of date

const { search } = location;
const id = new URLSearchParams(search).get("id") ?? "";
const isFirstVisit = !/[?&]date=/.test(search) && !hasDraft(); // otherwise the script requests other days

const reads = (globalThis.earlyReads = new Map());
for (const { content, dataset } of document.querySelectorAll('meta[name="early-read"]')) {
  if (/^[1-9]\d*$/.test(id) && (isFirstVisit || dataset.days === undefined))
    request(content.replace("{id}", id));
}
setTimeout(() => reads.clear(), TIMEOUT);

/** Whether the draft of state/draft.js is stored. */
function hasDraft() {
  try {
    return sessionStorage.getItem(`choice:${id}`) !== null;
  } catch {
    return false; // blocked storage has no draft
  }
}

function request(/** @type {string} */ path) {
  const response = fetch(path, { signal: timeoutSignal(TIMEOUT) });
  response.catch(() => {}); // who takes it handles the error
  reads.set(path, response);
}
