// What staff ask of Ampeco, from the press until it is decided. Node has no sessionStorage: the store's own copy serves.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

globalThis.window = new EventTarget();
const page = Object.assign(new EventTarget(), { visibilityState: "visible", documentElement: {} });
globalThis.document = page;

const { TaskRunner } = await import("../../../../public/js/admin/task-runner.js");
const { allTasks, removeAllTasks, isTaskUndecided, saveTask, newTask, pendingTaskOf } =
  await import("../../../../public/js/admin/task-store.js");
const { signIn } = await import("../../../../public/js/api/admin-client.js");

const body = { startAt: "2026-11-26T09:00:00-05:00", endAt: "2026-11-26T10:00:00-05:00" };
const answer = (status, content) =>
  new Response(JSON.stringify(content), { status, headers: { "Content-Type": "application/json" } });
const problem = (status, type) => answer(status, { type: `urn:problem:${type}`, detail: "Told why." });

/** Answers in turn, the last one again and again; each request is kept in `sent`. */
function answering(...replies) {
  mock.method(globalThis, "fetch", async (path, options) => {
    sent.push({ path, key: options.headers["Idempotency-Key"], options });
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    return reply();
  });
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};

let taskRunner;
let resolved;
let sent;

beforeEach(async () => {
  mock.restoreAll();
  mock.timers.reset();
  removeAllTasks();
  sent = [];
  resolved = [];
  answering(() => answer(200, { sites: [] }));
  await signIn("token");
  sent = [];
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  taskRunner = new TaskRunner({
    onChange() {},
    onResolved: ({ step, state }) => resolved.push(`${step} ${state}`),
  });
});

test("a cancellation is sent after eight seconds, and not before", async () => {
  answering(() => answer(202, { requestId: 9, status: "pending" }));
  taskRunner.cancelSoon(20001, {});

  mock.timers.tick(7_999);
  assert.deepEqual([sent.length, allTasks()[0].state], [0, "due"]);

  mock.timers.tick(400);
  await settled();

  assert.deepEqual([sent[0].path, allTasks()[0].state], ["/api/admin/bookings/20001/cancel", "placed"]);
  assert.equal(sent[0].options.headers.Authorization, "Bearer token");
});

test("what was taken back is never sent", async () => {
  answering(() => answer(202, {}));
  const { id } = taskRunner.cancelSoon(20001, {});

  taskRunner.drop(id);
  mock.timers.tick(60_000);
  taskRunner.leave();

  assert.deepEqual([sent, allTasks()], [[], []]);
});

test("leaving the page sends what is due, and lets it outlive the page", async () => {
  answering(() => answer(202, { requestId: 9, status: "pending" }));
  taskRunner.cancelSoon(20001, {});

  taskRunner.leave();
  await settled();

  assert.equal(sent[0].options.keepalive, true);
});

test("a request is asked after until it is decided, and nothing is called done before", async () => {
  const replies = [
    () => answer(202, { requestId: 9, status: "pending" }),
    () => answer(200, { id: 9, status: "pending" }),
    () => answer(200, { id: 9, status: "rejected", rejectionReason: "Too late" }),
  ];
  answering(...replies);
  await taskRunner.send(newTask("update", { booking: 20001, body, about: {} }));

  assert.ok(isTaskUndecided(allTasks()[0]));
  for (const wait of [1_200, 2_400, 60_000]) {
    mock.timers.tick(wait);
    await settled();
  }

  assert.deepEqual([allTasks()[0].state, allTasks()[0].reason], ["rejected", "Too late"]);
  assert.deepEqual(resolved, ["update placed", "update rejected"]);
  assert.equal(sent.length, 3);
});

test("a page that nobody sees asks nothing", async () => {
  answering(() => answer(202, { requestId: 9, status: "pending" }));
  page.visibilityState = "hidden";
  await taskRunner.send(newTask("update", { booking: 20001, body, about: {} }));
  mock.timers.tick(600_000);
  page.visibilityState = "visible";

  assert.equal(sent.length, 1);
});

test("a lost answer leaves the same request to be checked, under the same key", async () => {
  answering(() => {
    throw new TypeError("lost");
  });
  const { id, state } = await taskRunner.send(newTask("update", { booking: 20001, body, about: {} }));
  assert.deepEqual([state, pendingTaskOf(20001).id], ["open", id]);

  answering(() => answer(202, { requestId: 9, status: "approved" }));
  await taskRunner.retry(id);

  assert.equal(new Set(sent.map(({ key }) => key)).size, 1);
  assert.equal(allTasks()[0].state, "done");
});

test("without a token nothing was done, so it may be sent again", async () => {
  answering(() => problem(401, "unauthorized"));

  const { state, error } = await taskRunner.send(newTask("update", { booking: 20001, body, about: {} }));

  assert.deepEqual([state, error.type], ["untried", "unauthorized"]);
});

test("a move to another port is one request, and is done once that is approved", async () => {
  answering(
    () => answer(202, { requestId: 9, status: "pending", port: { evseId: 7, label: "P05" } }),
    () => answer(200, { id: 9, status: "approved", bookingId: 20044, port: { evseId: 7, label: "P05" } }),
  );
  const to = { evseId: 5, toEvseId: 6, ...body };
  await taskRunner.send(newTask("switch", { booking: 20001, body: to, about: { port: "P03" } }));
  assert.equal(pendingTaskOf(20001).state, "placed");

  mock.timers.tick(1_200);
  await settled();

  assert.deepEqual(
    sent.map(({ path }) => path),
    ["/api/admin/bookings/20001/switch", "/api/admin/requests/9"],
  );
  assert.deepEqual(JSON.parse(sent[0].options.body), to);
  const [{ state, result, about }] = allTasks();
  assert.deepEqual([state, result], ["done", 20044]);
  assert.equal(about.port, "P05"); // the driver's own switch was first
});

test("when the new port is not accepted the task says so, and is over", async () => {
  answering(() => answer(202, { requestId: 9, status: "rejected", rejectionReason: "Taken" }));

  await taskRunner.send(newTask("switch", { booking: 20001, body, about: {} }));
  await settled();

  const [{ state, reason }] = allTasks();
  assert.deepEqual([sent.length, state, reason], [1, "rejected", "Taken"]);
  assert.equal(pendingTaskOf(20001), null);
});

test("tasks of an earlier version of the page are left out", () => {
  saveTask({ ...newTask("update", { booking: 20001, body, about: {} }), step: "release" });

  assert.deepEqual(allTasks(), []);
});

test("of the tasks that are done, a new one leaves the last two", () => {
  const rejected = saveTask({ ...newTask("cancel", { booking: 1 }), state: "rejected" });
  const done = [2, 3, 4].map((booking) => saveTask({ ...newTask("cancel", { booking }), state: "done" }));
  const next = saveTask(newTask("cancel", { booking: 5 }));

  assert.deepEqual(
    allTasks().map(({ id }) => id),
    [rejected, ...done.slice(1), next].map(({ id }) => id),
  );
});
