// Where sites lie on the drawn map.

import assert from "node:assert/strict";
import { test } from "node:test";
import { areInOneArea, frameAround, project } from "../../../../public/js/sites/map-projection.js";

const DETROIT = { latitude: 42.3, longitude: -83 };
const MIAMI = { latitude: 25.8, longitude: -80.2 };
const ANCHORAGE = { latitude: 61.2, longitude: -149.9 };
const HONOLULU = { latitude: 21.3, longitude: -157.9 };

test("north is up, and a degree of longitude is shorter than one of latitude", () => {
  const [[x, y], [east], [, north]] = [
    DETROIT,
    { ...DETROIT, longitude: -82 },
    { ...DETROIT, latitude: 43.3 },
  ].map(project);

  assert.ok(north < y && east > x);
  assert.ok(east - x < y - north);
});

test("Alaska and Hawaii are drawn below California, so other states keep their size", () => {
  const [anchorage, honolulu] = [ANCHORAGE, HONOLULU].map(project);
  const [, sanDiego] = project({ latitude: 32.7, longitude: -117.2 });
  const [, , width, height] = frameAround([DETROIT, MIAMI, ANCHORAGE, HONOLULU].map(project));

  assert.ok(anchorage[1] > sanDiego && honolulu[1] > sanDiego);
  assert.ok(width < 1000 && height < 600);
});

test("the section contains every point with a margin; a single site has surroundings", () => {
  const points = [DETROIT, MIAMI].map(project);
  const [x, y, width, height] = frameAround(points);
  const alone = frameAround([points[0]]);

  assert.ok(points.every((point) => point[0] > x && point[0] < x + width));
  assert.ok(points.every((point) => point[1] > y && point[1] < y + height));
  assert.ok(alone[2] > 50 && alone[3] > 50);
});

test("places of one metropolitan area lie in one area, those of two states do not", () => {
  const nearby = { latitude: DETROIT.latitude + 0.4, longitude: DETROIT.longitude - 0.4 };

  assert.equal(areInOneArea([DETROIT, nearby].map(project)), true);
  assert.equal(areInOneArea([DETROIT, MIAMI].map(project)), false);
  assert.equal(areInOneArea([]), true);
});
