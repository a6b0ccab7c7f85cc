// LatestRead: only the latest response is drawn, and only its error is explained.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LatestRead } from "../../../../public/js/admin/latest-read.js";
import { ApiError } from "../../../../public/js/api/client.js";

/** A LatestRead that writes what it draws and explains into `shown`. */
function recorded() {
  const latest = new LatestRead();
  const shown = [];
  const run = (response) =>
    latest.run(
      response,
      (body) => shown.push(body),
      (error) => shown.push(error.type),
    );
  return { latest, shown, run };
}

test("a response and an error are shown", async () => {
  const { shown, run } = recorded();

  await run(Promise.resolve("first"));
  await run(Promise.reject(new ApiError("network")));

  assert.deepEqual(shown, ["first", "network"]);
});

test("the response to an earlier read is ignored, also if it comes last", async () => {
  const { shown, run } = recorded();
  const slow = deferred();

  const earlier = run(slow.promise);
  await run(Promise.resolve("latest"));
  slow.resolve("earlier");
  await earlier;

  assert.deepEqual(shown, ["latest"]);
});

test("nothing is shown of a canceled read, not even its error", async () => {
  const { latest, shown, run } = recorded();

  const canceled = [run(Promise.resolve("body")), run(Promise.reject(new ApiError("network")))];
  latest.cancel();
  await Promise.all(canceled);

  assert.deepEqual(shown, []);
});

test("an error that is not the API's is thrown", async () => {
  const { run } = recorded();

  await assert.rejects(run(Promise.reject(new TypeError("a fault of the page"))), TypeError);
});

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve) => (parts.resolve = resolve));
  return parts;
}
