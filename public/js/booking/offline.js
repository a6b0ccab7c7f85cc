// Registers the service worker of the status page (worker/booking.js), so that the page opens without a connection.

const WORKER = "/booking-worker.js";

/**
 * Keep the page in every language: a link may name another than the reader chose. That begins once the page is there,
 * which it must not delay.
 */
export function registerServiceWorker() {
  const policy = window.trustedTypes?.createPolicy("booking-worker", { createScriptURL: () => WORKER });
  const worker = policy?.createScriptURL("") ?? WORKER;
  const scopes = new Set(
    [...document.querySelectorAll("link[hreflang]")].map(({ href }) => new URL(href).pathname),
  );
  window.addEventListener("load", () => {
    for (const scope of scopes) navigator.serviceWorker?.register(worker, { scope }).catch(unkept);
  });
}

const unkept = () => {}; // a browser that allows no worker has the page while it is connected
