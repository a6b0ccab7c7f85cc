// What can be had of plug and power together.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  commonPlug,
  meetsRequirements,
  mostPower,
  nearestRequirements,
} from "../../../../public/js/sites/requirements.js";

const port = (maxPowerKw, ...types) => ({ maxPowerKw, connectors: types.map((type) => ({ type })) });
const ports = [port(150, "ccs1"), port(350, "ccs1", "nacs"), port(11, "j1772")];

test("the most power is that of the strongest port with the plug", () => {
  assert.equal(mostPower(ports, ""), 350);
  assert.equal(mostPower(ports, "j1772"), 11);
  assert.equal(mostPower(ports, "chademo"), 0);
});

test("what can be had needs nothing nearer", () => {
  assert.deepEqual(nearestRequirements(ports, { connector: "nacs", kw: 350 }), []);
  assert.deepEqual(nearestRequirements(ports, { connector: "", kw: 0 }), []);
});

test("nearest is less power with the plug, never another plug", () => {
  assert.deepEqual(nearestRequirements(ports, { connector: "j1772", kw: 150 }), [
    { connector: "j1772", kw: 11 },
  ]);
});

test("a plug is common to ports only where each has the same ones", () => {
  const both = { connectors: [{ type: "nacs" }, { type: "ccs1" }] };
  const turned = { connectors: [{ type: "ccs1" }, { type: "nacs" }] };

  assert.equal(commonPlug([port(11, "ccs1"), port(50, "ccs1")]), "ccs1");
  assert.equal(commonPlug([both, turned]), "ccs1");
  assert.equal(commonPlug([port(11, "ccs1"), both]), "");
  assert.equal(commonPlug([port(11, "ccs1"), port(11, "nacs")]), "");
  assert.equal(commonPlug([]), "");
});

test("the nearest offer to too much power is the highest one; a missing plug has none", () => {
  assert.deepEqual(nearestRequirements(ports, { connector: "", kw: 400 }), [{ connector: "", kw: 350 }]);
  assert.deepEqual(nearestRequirements([port(11, "j1772")], { connector: "nacs", kw: 50 }), []);
});

test("a port whose power is unknown serves whoever asks for no power", () => {
  const unknown = port(undefined, "ccs1");

  assert.equal(meetsRequirements(unknown, { connector: "ccs1", kw: 0 }), true);
  assert.equal(meetsRequirements(unknown, { connector: "ccs1", kw: 7 }), false);
  assert.equal(mostPower([unknown, port(50, "ccs1")], "ccs1"), 50);
});
