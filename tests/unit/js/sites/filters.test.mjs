// Which sites the list shows.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filterUrl,
  nearestFirst,
  readFilter,
  relaxations,
  selectSites,
} from "../../../../public/js/sites/filters.js";

const sites = [
  {
    id: 1,
    name: "Riverfront",
    address: "200 Front Ave",
    city: "Grand Rapids",
    state: "MI",
    connectorTypes: ["ccs1"],
    maxPowerKw: 150,
    latitude: 42.96,
    longitude: -85.67,
  },
  {
    id: 2,
    name: "Peñasco Lot",
    address: "1 Main St",
    city: "Taos",
    state: "NM",
    connectorTypes: ["nacs"],
    maxPowerKw: 11,
    latitude: 36.4,
    longitude: -105.57,
  },
];
const found = (filter) => selectSites(sites, { q: "", connector: "", kw: 0, ...filter }).map(({ id }) => id);

test("every word must be found, in any field, whatever its case and accents", () => {
  assert.deepEqual(found({ q: "front RAPIDS" }), [1]);
  assert.deepEqual(found({ q: "penasco" }), [2]);
  assert.deepEqual(found({ q: "front taos" }), []);
});

test("a site whose power is unknown is shown unless some power is asked for", () => {
  const site = { ...sites[0], maxPowerKw: undefined };

  assert.deepEqual(selectSites([site], { q: "", connector: "", kw: 0 }), [site]);
  assert.deepEqual(selectSites([site], { q: "", connector: "", kw: 7 }), []);
});

test("plug and power narrow the list", () => {
  assert.deepEqual(found({ connector: "nacs" }), [2]);
  assert.deepEqual(found({ kw: 50 }), [1]);
});

test("the address of the page holds the search and gives it back", () => {
  const filter = { q: "taos", connector: "nacs", kw: 7 };
  const link = filterUrl(filter);

  assert.equal(link, "/?q=taos&connector=nacs&kw=7");
  assert.deepEqual(readFilter(link.slice(1)), filter);
  assert.equal(filterUrl({ q: " ", connector: "", kw: 0 }), "/");
  assert.deepEqual(readFilter("?kw=lots"), { q: "", connector: "", kw: 0 });
});

test("a search in vain is told what to leave out, and how many sites that brings", () => {
  const ways = (filter) =>
    relaxations(sites, { q: "", connector: "", kw: 0, ...filter }).map(({ left, count }) => [left, count]);

  assert.deepEqual(ways({ connector: "nacs", kw: 50 }), [["kw", 1]]); // never another plug
  assert.deepEqual(ways({ q: "nowhere", connector: "nacs", kw: 50 }), []);
  assert.deepEqual(ways({ q: "nowhere" }), [["q", 2]]);
});

test("the nearest site comes first, with its distance in miles", () => {
  const [first, second] = nearestFirst(sites, { latitude: 36.41, longitude: -105.57 });

  assert.deepEqual([first.id, second.id], [2, 1]);
  assert.ok(Math.abs(first.distance - 0.69) < 0.01);
});

test("sites whose position is unknown come last, without a distance", () => {
  const nowhere = { ...sites[0], latitude: undefined, longitude: undefined };
  const far = sites[1];
  const near = { ...sites[0], id: 3 };

  const sorted = nearestFirst([nowhere, far, near], { latitude: 42.9, longitude: -85.6 });

  assert.deepEqual(
    sorted.map(({ id, distance }) => [id, distance === undefined]),
    [
      [3, false],
      [2, false],
      [1, true],
    ],
  );
});
