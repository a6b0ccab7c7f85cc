// Names that staff search.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isNamed } from "../../../../public/js/admin/names.js";

test("each word searched begins a word of the name, in any order, without accents", () => {
  for (const searched of ["dana", "DRI", "driver, dana", "d dr", " Dana  Driver "])
    assert.ok(isNamed("Dana Driver", searched), searched);
  assert.ok(isNamed("José Muñoz", "munoz jose"));
  assert.ok(isNamed("Maria Smith-Lopez", "lopez"));
  for (const searched of ["obrien", "o'brien"]) assert.ok(isNamed("Pat O’Brien", searched), searched);
  for (const searched of ["ana", "dana x", "", " , "]) assert.ok(!isNamed("Dana Driver", searched), searched);
});
