// The service worker of the status page, with a network and a cache that the tests hold in their hands.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

const ORIGIN = "https://site.example";
const STYLE = "/assets/new/css/booking.css";
const HTML = `<link rel="stylesheet" href="${STYLE}">`;
const OURS = "status-page:/booking:";

const handlers = {};
const stored = new Map(); // name of a cache → its answers by address
let network; // address → answer, or what makes one

globalThis.BUILD = { version: "new", pages: { "/booking": [STYLE], "/es/booking": [STYLE] } };
globalThis.self = {
  registration: { scope: `${ORIGIN}/booking` },
  location: new URL(`${ORIGIN}/booking-worker.js`),
  addEventListener: (type, handler) => (handlers[type] = handler),
};
globalThis.caches = {
  async open(name) {
    const answers = stored.get(name) ?? stored.set(name, new Map()).get(name);
    return {
      put: async (address, answer) => answers.set(address, answer),
      addAll: async (all) => {
        for (const address of all) answers.set(address, await fetch(address));
      },
    };
  },
  match: async (address, { cacheName }) => stored.get(cacheName)?.get(address)?.clone(),
  keys: async () => [...stored.keys()],
  delete: async (name) => stored.delete(name),
};

await import("../../../public/worker/booking.js");

const happen = (type) => {
  let work;
  handlers[type]({ waitUntil: (promise) => (work = promise) });
  return work;
};

/** What the worker answers a request with; undefined where it leaves that to the browser. */
function ask(address, { mode = "cors", method = "GET" } = {}) {
  let answer;
  const request = { url: new URL(address, ORIGIN).href, mode, method };
  handlers.fetch({ request, respondWith: (promise) => (answer = promise) });
  return answer;
}

const open = (address) => ask(address, { mode: "navigate" });
const said = async (answer) => (await answer).text();
const lost = async () => {
  throw new TypeError("lost");
};

beforeEach(async () => {
  mock.timers.reset();
  stored.clear();
  network = { "/booking": () => new Response(HTML), [STYLE]: () => new Response("style") };
  globalThis.fetch = async (request) => network[request.url ? new URL(request.url).pathname : request]();
});

test("the page and what it loads are kept, by their addresses and nothing else", async () => {
  await happen("install");

  assert.deepEqual(
    [...stored].map(([name, answers]) => [name, [...answers.keys()]]),
    [[`${OURS}new`, [STYLE, "/booking"]]],
  );
});

for (const [name, answer] of Object.entries({
  "of another build": () => new Response(HTML.replace("new", "old")),
  "that is not there": () => new Response(HTML, { status: 404 }),
  "that lies elsewhere": () => Object.defineProperty(new Response(HTML), "redirected", { value: true }),
})) {
  test(`a page ${name} is not kept, and the worker before it stays`, async () => {
    network["/booking"] = answer;

    await assert.rejects(happen("install"));

    assert.equal(stored.size, 0);
  });
}

test("a new version drops what older ones of its own page kept, and nothing of others", async () => {
  for (const name of [`${OURS}old`, "status-page:/es/booking:old", "foreign"]) stored.set(name, new Map());
  await happen("install");

  await happen("activate");

  assert.deepEqual([...stored.keys()], ["status-page:/es/booking:old", "foreign", `${OURS}new`]);
});

test("the page comes from the network while that answers, whatever it says of the page", async () => {
  await happen("install");
  for (const status of [200, 404]) {
    network["/booking"] = () => new Response("now", { status });

    assert.equal(await said(open("/booking#a-reference")), "now");
  }
});

test("without a connection, or with a failing CDN, the kept page opens", async () => {
  await happen("install");
  for (const failure of [lost, () => new Response("bad gateway", { status: 502 })]) {
    network["/booking"] = failure;

    assert.equal(await said(open("/booking#a-reference")), HTML);
  }
});

test("on a weak connection the kept page opens after three seconds", async () => {
  await happen("install");
  mock.timers.enable({ apis: ["setTimeout"] });
  network["/booking"] = () => new Promise(() => {});
  let opened = null;
  const answer = said(open("/booking")).then((html) => (opened = html));

  mock.timers.tick(2_999);
  await new Promise(setImmediate);
  assert.equal(opened, null);

  mock.timers.tick(1);
  await answer;
  assert.equal(opened, HTML);
});

test("without a cached file the network's response is awaited, also its failure", async () => {
  network["/booking"] = lost;
  await assert.rejects(open("/booking"), TypeError);

  network[STYLE] = () => new Response("from the network");
  assert.equal(await said(ask(STYLE)), "from the network");
});

test("what the page loads comes from what was kept", async () => {
  await happen("install");
  network[STYLE] = lost;

  assert.equal(await said(ask(STYLE)), "style");
});

test("the API, other pages and everything unnamed are left to the browser", async () => {
  await happen("install");
  const navigation = { mode: "navigate" };
  for (const [address, options] of [
    ["/api/bookings/web-1.signature"],
    ["/api/bookings/web-1.signature?change=web-2.signature"],
    ["/api/bookings/web-1.signature/cancel", { method: "POST" }],
    ["/api/bookings/%2e%2e%2fbooking"],
    ["/api/sites"],
    ["/", navigation],
    ["/move", navigation],
    ["/booking.html", navigation],
    ["/booking-worker.js"],
    ["/booking/../admin", navigation],
    ["/booking", { mode: "navigate", method: "POST" }],
    [`${STYLE}?other`],
    ["/assets/new/css/site.css"],
    [`https://evil.example${STYLE}`],
    ["https://evil.example/booking", navigation],
  ]) {
    assert.equal(ask(address, options), undefined, address);
  }
});
