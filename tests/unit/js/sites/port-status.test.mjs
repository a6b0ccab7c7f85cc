// How ports are right now: said while it is news, with its age, and heeded where a port is out of order.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { slotsFor, readAvailability, bookingRequestBody } from "../../../../public/js/time-picker/slots.js";

globalThis.document = {
  documentElement: { lang: "en" },
  getElementById: (id) => ({ content: { textContent: `${id} {when}` } }),
};
const { portStatusText, statusAgeText, withPortStatus } =
  await import("../../../../public/js/sites/port-status.js");

const NEWS = "2026-11-23T23:30:00-05:00"; // already the 24th in UTC
const port = (evseId, liveStatus) => ({
  evseId,
  liveStatus,
  maxPowerKw: 150,
  connectors: [{ type: "ccs1" }],
});
const site = { id: 101, asOf: NEWS, ports: [port(1, "available"), port(2, "out-of-order"), port(3)] };

const slots = [{ startAt: "2026-11-23T22:00:00-05:00", endAt: "2026-11-24T02:00:00-05:00" }];
const picture = readAvailability({
  startAfter: "2026-11-23T00:00:00-05:00",
  endBefore: "2026-11-30T00:00:00-05:00",
  earliestStart: "2026-11-23T08:10:00-05:00",
  latestEnd: "2026-12-23T00:00:00-05:00",
  ports: [1, 2].map((evseId) => ({ evseId, availableSlots: slots })),
});

const at = (iso, act) => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse(iso) });
  try {
    return act();
  } finally {
    mock.timers.reset();
  }
};

test("the age of the news is told in whole minutes, never younger than it is", () => {
  const told = ["23:30:00", "23:31:00", "23:31:01", "23:40:30"].map((clock) =>
    at(`2026-11-23T${clock}-05:00`, () => statusAgeText(site)),
  );

  assert.deepEqual(told, ["1 minute ago", "1 minute ago", "2 minutes ago", "11 minutes ago"]);
});

test("a device whose clock is slow does not see news from the future", () => {
  assert.equal(
    at("2026-11-23T20:00:00-05:00", () => statusAgeText(site)),
    "1 minute ago",
  );
});

test("a port's status is shown for the site's today, an out-of-order one for every day", () => {
  const said = (index, date, now = NEWS) => at(now, () => portStatusText(site.ports[index], site, date));

  assert.equal(said(0, "2026-11-23"), "text-live-available 1 minute ago");
  assert.equal(said(0, "2026-11-24"), "");
  assert.equal(said(1, "2026-11-24"), "text-live-out-of-order 1 minute ago");
  assert.equal(said(2, "2026-11-23"), "");
  assert.equal(said(0, "2026-11-23", "2026-11-23T23:46:00-05:00"), ""); // nobody calls it now any more
});

test("later news replace what was said of the ports, and nothing else of the site", () => {
  const later = { asOf: "2026-11-23T23:31:00-05:00", name: "Other", ports: [port(2, "in-use"), port(9)] };

  const news = withPortStatus({ ...site, name: "Dock" }, later);

  assert.equal(news.name, "Dock");
  assert.equal(news.asOf, later.asOf);
  assert.deepEqual(
    news.ports.map(({ evseId, liveStatus }) => [evseId, liveStatus]),
    [
      [1, undefined],
      [2, "in-use"],
      [3, undefined],
    ],
  );
});

test("an out-of-order port is offered again from the site's next midnight", () => {
  const choice = { minutes: 60, connector: "", kw: 0, date: "2026-11-23", start: null, evse: null };

  const { days } = slotsFor(site, picture, choice);

  const offered = ({ starts }) =>
    starts.map(({ wall, evseIds }) => [new Date(wall).getUTCHours(), ...evseIds]);
  assert.deepEqual([...new Set(offered(days[0]).map(String))], ["22,1", "23,1"]);
  assert.deepEqual([...new Set(offered(days[1]).map(String))], ["0,1,2", "1,1,2"]);
});

test("a port that is out of order is offered where nobody says when that was true", () => {
  const choice = { minutes: 60, connector: "", kw: 0, date: "2026-11-23", start: null, evse: null };

  const { starts } = slotsFor({ ...site, asOf: undefined }, picture, choice);

  assert.deepEqual(starts[0].evseIds, [1, 2]);
});

test("where one of today's ports is out of order, the network is not left to choose it", () => {
  const asked = (from) => {
    const choice = {
      minutes: 60,
      connector: "",
      kw: 0,
      email: "a@b.c",
      start: Date.parse(from),
      date: from.slice(0, 10),
    };
    return bookingRequestBody(site, slotsFor(site, picture, choice), choice).evseId;
  };

  assert.equal(asked("2026-11-23T22:00:00-05:00"), 1);
  assert.equal(asked("2026-11-24T00:00:00-05:00"), undefined);
});
