// Registers the service worker of the status page (worker/booking.js), so that the page opens without a connection.

const WORKER = "/booking-worker.js";

/**
 * Cache the page in every language: a link may have another one than the reader chose. Starts after the page has
 * loaded, so as not to delay it.
 */
export function registerServiceWorker() {
  const policy = window.trustedTypes?.createPolicy("booking-worker", { createScriptURL: () => WORKER });
  const worker = policy?.createScriptURL("") ?? WORKER;
  const scopes = new Set(
    [...document.querySelectorAll("link[hreflang]")].map(({ href }) => new URL(href).pathname),
  );
  window.addEventListener("load", () => {
    for (const scope of scopes) navigator.serviceWorker?.register(worker, { scope }).catch(ignore);
  });
}

const ignore = () => {}; // without service workers the page works online only
