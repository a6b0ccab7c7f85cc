// The service worker of the status page, and of no other: its scope is /booking, or /es/booking. It keeps the page and
// what the page loads, so that it opens without a connection. What was last heard of a booking the page itself keeps
// (js/booking/saved-bookings.js): nothing of the API passes through here, and nothing is kept that the build did not name.
//
// The page comes from the network while that is there, so a new version waits for nobody: an old worker steps back when
// no tab shows the page any more, and an open one never has its files taken away.
//
// To be rid of it for good, serve this in its place and leave it there; each device obeys at its next visit:
//   self.addEventListener("install", () => self.skipWaiting());
//   self.addEventListener("activate", async () => {
//     for (const name of await caches.keys()) await caches.delete(name);
//     await self.registration.unregister();
//   });

/* global BUILD -- the build puts it in: its version, and by the address of each page what the page loads */

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

/** Keep the page whole or not at all: a CDN may still hand out the page of another build, which loads other files. */
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

/** What to answer with; null leaves the request to the browser, as if no worker were there. */
function answerTo(request) {
  const { origin: from, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || from !== self.location.origin) return null;
  if (request.mode === "navigate") return pathname === PAGE ? openPage(request) : null;
  return search === "" && LOADED.includes(pathname) ? load(pathname, request) : null;
}

/** The page as it is now; the kept one when that does not come in time, or the CDN is in trouble. */
async function openPage(request) {
  const answer = fetch(request);
  const tooLate = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([answer, tooLate]).catch(() => null); // told again below, if nothing is kept
  return first?.status < 500 ? first : ((await kept(PAGE)) ?? answer);
}

const load = async (path, request) => (await kept(path)) ?? fetch(request);

const kept = (path) => caches.match(path, { cacheName: CACHE });
