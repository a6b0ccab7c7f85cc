// Which place of the US a search names, and the sites nearest to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findNearby, findPlaces } from "../../../../public/js/sites/places.js";

const STATES = { KS: "Kansas", MI: "Michigan", MO: "Missouri", NY: "New York", TX: "Texas" };
const FILES = {
  "zip-4": { 48502: [43.02, -83.69] },
  "city-f": {
    states: STATES,
    cities: [
      ["Flint", "MI", 43.02, -83.69],
      ["Flint", "TX", 32.21, -95.36],
    ],
  },
  "city-k": {
    states: STATES,
    cities: [
      ["Kansas City", "KS", 39.1, -94.64],
      ["Kansas City", "MO", 39.1, -94.57],
    ],
  },
  "city-n": { states: STATES, cities: [["New York", "NY", 40.75, -73.98]] },
  "city-o": { states: STATES, cities: [["O Fallon", "MO", 38.8, -90.7]] },
  "city-s": { states: STATES, cities: [["Saint Louis", "MO", 38.63, -90.25]] },
};
const load = (name) => (FILES[name] ? Promise.resolve(FILES[name]) : Promise.reject(new Error(name)));
const found = async (search) => (await findPlaces(search, load)).map(({ name }) => name);

test("a ZIP code is found with and without its four more digits", async () => {
  assert.deepEqual(await findPlaces("48502", load), [{ name: "48502", latitude: 43.02, longitude: -83.69 }]);
  assert.deepEqual(await found(" 48502-1234 "), ["48502"]);
  assert.deepEqual(await found("49999"), []);
});

test("a city is found by its whole name, in every state or in the one that is named", async () => {
  assert.deepEqual(await found("flint"), ["Flint, MI", "Flint, TX"]);
  assert.deepEqual(await found("Flint, mi"), ["Flint, MI"]);
  assert.deepEqual(await found("Flint Texas"), ["Flint, TX"]);
  assert.deepEqual(await found("Flint, NY"), []);
  assert.deepEqual(await found("Flin"), []);
  assert.deepEqual(await found("Kansas City Kansas"), ["Kansas City, KS"]);
  assert.deepEqual(await found("new york, new york"), ["New York, NY"]);
});

test("a city is found however its name is written", async () => {
  assert.deepEqual(await found("St. Louis"), ["Saint Louis, MO"]);
  assert.deepEqual(await found("SAINT LOUIS"), ["Saint Louis, MO"]);
  assert.deepEqual(await found("O'Fallon"), ["O Fallon, MO"]);
});

test("what names no place loads nothing", async () => {
  const never = () => assert.fail("loaded");

  for (const search of ["", "  ", "123", "4850", "¿?", "200 Front Ave"]) {
    assert.deepEqual(await findPlaces(search, never), []);
  }
});

test("of cities of one name, the one nearest to a site counts; its sites are in order", async (t) => {
  const content = { headers: { "Content-Type": "application/json" } };
  t.mock.method(globalThis, "fetch", async (path) => {
    assert.equal(path, "/places/city-f.json");
    return new Response(JSON.stringify(FILES["city-f"]), content);
  });
  const sites = [
    { id: 1, latitude: 42.33, longitude: -83.05 },
    { id: 2 },
    { id: 3, latitude: 43.0, longitude: -83.7 },
    { id: 4, latitude: 33.2, longitude: -95.4 },
  ];

  const nearby = await findNearby("Flint", sites, "/places");
  await findNearby("Flint TX", sites, "/places");

  assert.equal(nearby.place.name, "Flint, MI");
  assert.deepEqual(
    nearby.sites.map(({ id }) => id),
    [3, 1, 4],
  );
  assert.equal(await findNearby("Flint", [{ id: 2 }], "/places"), null);
  assert.equal(fetch.mock.callCount(), 1);
});

test("files that cannot be read are no place, and are read again at the next search", async (t) => {
  const sites = [{ id: 1, latitude: 42.33, longitude: -83.05 }];
  t.mock.method(globalThis, "fetch", async () => new Response("gone", { status: 404 }));

  assert.equal(await findNearby("48502", sites, "/places"), null);
  t.mock.method(globalThis, "fetch", async () => Response.json(FILES["zip-4"]));

  assert.equal((await findNearby("48502", sites, "/places")).place.name, "48502");
});
