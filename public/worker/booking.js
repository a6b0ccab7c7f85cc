// The service worker of the status page only: its scope is /booking, or /es/booking. It caches the page and what the
// page loads, so that it opens offline. The page itself stores the last response about a booking
// (js/booking/saved-bookings.js): API requests bypass this worker, and it caches only files that the build names.
//
// The page is loaded from the network if possible, so a new version is used at once: an old worker is replaced when no
// tab shows the page any more, and the files of an open page are never removed.
//
// To remove it, serve this in its place permanently; it takes effect at the next visit of each device:
//   self.addEventListener("install", () => self.skipWaiting());
//   self.addEventListener("activate", async () => {
//     for (const name of await caches.keys()) await caches.delete(name);
//     await self.registration.unregister();
//   });

/* global BUILD -- inserted by the build: its version, and the files of each page by the page's URL */

const PATIENCE = 3_000;

const { pathname: PAGE } = new URL(self.registration.scope);
const LOADED = BUILD.pages[PAGE];
const OURS = `status-page:${PAGE}:`;
const CACHE = OURS + BUILD.version;

self.addEventListener("install", (event) => event.waitUntil(keepPage()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

/** Cache the page completely or not at all: a CDN may still serve the page of another build, with other files. */
async function keepPage() {
  const page = await fetch(PAGE, { cache: "no-cache" });
  const html = await page.clone().text();
  if (!page.ok || page.redirected || !LOADED.every((file) => html.includes(file)))
    throw new Error(page.status);
  const cache = await caches.open(CACHE);
  await cache.addAll(LOADED);
  await cache.put(PAGE, page);
}

async function dropOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** The response; null leaves the request to the browser, as without a worker. */
function answerTo(request) {
  const { origin: from, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || from !== self.location.origin) return null;
  if (request.mode === "navigate") return pathname === PAGE ? openPage(request) : null;
  return search === "" && LOADED.includes(pathname) ? load(pathname, request) : null;
}

/** The current page; the cached one if it does not arrive in time, or the CDN fails. */
async function openPage(request) {
  const answer = fetch(request);
  const tooLate = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([answer, tooLate]).catch(() => null); // thrown below, if nothing is cached
  return first?.status < 500 ? first : ((await kept(PAGE)) ?? answer);
}

const load = async (path, request) => (await kept(path)) ?? fetch(request);

const kept = (path) => caches.match(path, { cacheName: CACHE });
