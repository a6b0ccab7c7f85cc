"""GET /api/admin/report: the figures equal an independent count, and the calls to Ampeco are bounded."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from shared.domain.admin import report_reader
from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW
from tests.support.pilot_count import count_pilot
from tests.support.simulator import SimulatorHandle
from tests.support.soak import in_a_soak

HOUR = timedelta(hours=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
MARCH = {"from_": FIRST, "to": LAST}
LATER = datetime(2026, 3, 27, 16, 20, tzinfo=UTC)
"""When the report of March is read: most of it is over."""
DRIVERS = (1001, 1005, 1006)


def figures(body: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a report as `count_pilot` does: without names, and keyed by id."""
    ports = {port["evseId"]: (port["bookedHours"], port.get("openHours")) for port in body["ports"]}
    names = ("bookings", "completion", "noShows", "changes", "withoutPort", "decision", "staffTouched")
    return {name: body[name] for name in names} | {
        "declined": {one["reason"]: one["count"] for one in body["declined"]},
        "doubleBookings": sorted((one["evseId"], tuple(sorted(one["bookingIds"]))) for one in body["doubleBookings"]),
        "bookedHours": {evse_id: hours for evse_id, hours in ports.items() if hours[0]},
    }


def counted(simulator: SimulatorHandle, now: datetime, site_id: int | None = None) -> dict[str, Any]:
    """Return the independent count of March."""
    return count_pilot(simulator.state(), FIRST, LAST, now=now, site_id=site_id, default_zone="America/Detroit")


class Month:
    """A month of a tenant, made through the Public API and the simulator's clock, at random but always the same."""

    def __init__(self, simulator: SimulatorHandle) -> None:
        self.simulator = simulator
        self.rng = Random(7)  # noqa: S311
        zones = ("America/Detroit", "Asia/Tokyo", "Europe/Madrid", None)
        self.sites = [simulator.add_site(ports=3, timezone=zone) for zone in zones]
        for site, hours in zip(self.sites, (("06:00", "22:00"), ("00:00", "24:00"), ("18:30", "02:30")), strict=False):
            week = {day: [{"start": hours[0], "end": hours[1]}] for day in ("monday", "friday", "saturday", "sunday")}
            simulator.patch("locations", site["locationId"], workingHours={"isAlwaysOpen": False, "hours": week})
        self.numbers = iter(range(10_000))

    def pass_by(self) -> None:
        """Let each day from 24 February bring bookings, changes and cancellations of every origin."""
        for day in range(31):
            now = datetime(2026, 2, 24, 14, 0, tzinfo=UTC) + timedelta(days=day)
            self.simulator.set_clock(now)
            self.simulator.approval("delayed", seconds=3 if day % 4 else 6)
            for _ in range(9):
                self.create(now)
            self.simulator.advance(30)
            for booking in self.rng.sample(self.simulator.live_bookings(), 4):
                self.change(booking)
            self.simulator.advance(30)

    def create(self, now: datetime) -> None:
        site = self.rng.choice(self.sites)
        start = now + timedelta(minutes=15 * self.rng.randint(2, 600))
        port = self.rng.choice([{"evseId": self.rng.choice(site["evseIds"])}, {}])
        self.simulator.request(
            {
                "type": "create",
                "userId": self.rng.choice(DRIVERS),
                "locationId": site["locationId"],
                "startAt": start.isoformat(),
                "endAt": (start + timedelta(minutes=15 * self.rng.randint(1, 40))).isoformat(),
                **port,
                **self.origin(),
            }
        )

    def change(self, booking: dict[str, Any]) -> None:
        end = datetime.fromisoformat(booking["endAt"]) + timedelta(minutes=15)
        kind = self.rng.choice([{"type": "cancel"}, {"type": "update", "endAt": end.isoformat()}])
        self.simulator.request({"bookingId": booking["id"], **kind, **self.origin()})

    def origin(self) -> dict[str, str]:
        prefix = self.rng.choice(["web-", "web-", "admin-", "partner-", None])
        return {"externalId": f"{prefix}{next(self.numbers)}"} if prefix else {}

    def repeat(self) -> None:
        """Book twice with one key, change twice with one key, and let a process cancel a duplicate."""
        start = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
        site = self.simulator.add_site(ports=1)
        order = {
            "type": "create",
            "userId": DRIVERS[0],
            "locationId": site["locationId"],
            "evseId": site["evseIds"][0],
            "startAt": start.isoformat(),
            "endAt": (start + HOUR).isoformat(),
            "externalId": "web-repeated",
        }
        self.simulator.approval("instant")
        booking = {"bookingId": self.simulator.request(order)["bookingId"]}
        assert self.simulator.request(order)["status"] == "rejected"
        longer = {"type": "update", "endAt": (start + 2 * HOUR).isoformat(), "externalId": "web-repeated~longer"}
        for request in (longer, longer, {"type": "cancel", "externalId": "web-repeated~twin-1"}):
            assert self.simulator.request(booking | request)["status"] == "approved"

    def plant(self) -> None:
        """Add double-bookings: an overlap, a chain of three, one over the month's end; and two that only touch."""
        book, (first, second, third) = self.simulator.book, self.sites[0]["evseIds"]
        at = datetime(2026, 3, 8, 5, 0, tzinfo=UTC)  # midnight at the site, before the hour that is left out
        for port, start, length in (
            (first, at, 4),
            (first, at + 3 * HOUR, 2),
            (second, at + 30 * HOUR, 2),
            (second, at + 31 * HOUR, 2),
            (second, at + 32 * HOUR, 2),
            (third, datetime(2026, 4, 1, 3, 0, tzinfo=UTC), 4),
            (third, datetime(2026, 4, 1, 5, 0, tzinfo=UTC), 4),
            (third, at + 60 * HOUR, 2),
            (third, at + 62 * HOUR, 2),
        ):
            book(evse_id=port, start=start, end=start + length * HOUR, overlapping=True)


@pytest.fixture
def month(simulator: SimulatorHandle, admin: AdminFunctions) -> Month:
    """Return a month with every status, clock changes, double-bookings, and deleted records."""
    month = Month(simulator)
    month.pass_by()
    month.repeat()
    month.plant()
    simulator.set_clock(LATER)
    start = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
    unnamed = [simulator.book(evse_id=5001 + n, start=start, end=start + HOUR)["id"] for n in range(3)]
    simulator.override(*({"kind": "bookings", "id": one, "fields": {"bookedEvses": []}} for one in unnamed))
    simulator.patch("evses", month.sites[0]["evseIds"][1], id=4999)
    simulator.faults({"kind": "status", "status": 404, "operation": "userRead"})
    admin.configure(now=lambda: LATER)
    return month


def test_the_figures_of_a_month_equal_an_independent_count(
    admin: AdminFunctions, simulator: SimulatorHandle, month: Month
) -> None:
    """Of all sites, and of each one, whatever its time zone."""
    of_all = admin.report(**MARCH).json
    of_sites = {site["locationId"]: admin.report(**MARCH, locationId=site["locationId"]).json for site in month.sites}

    assert figures(of_all) == counted(simulator, LATER)
    assert {site_id: figures(body) for site_id, body in of_sites.items()} == {
        site_id: counted(simulator, LATER, site_id) for site_id in of_sites
    }
    # The month has something of everything, so that equal figures mean something.
    statuses = of_all["bookings"]["byStatus"]
    assert all(statuses[name] for name in ("accepted", "completed", "cancelled", "no-show", "failed"))
    assert of_all["withoutPort"] >= 3
    assert all(of_all["changes"].values())
    assert len(of_all["doubleBookings"]) >= 2
    assert 0 < of_all["decision"]["shareUnder5s"] < 1
    assert of_all["staffTouched"]["perSiteAndWeek"] > 0


def test_a_report_names_sites_ports_and_days(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """The site's ports are listed though nobody booked them; a deleted one is named by its id."""
    site = simulator.add_site(ports=2)
    simulator.patch("locations", site["locationId"], workingHours={"isAlwaysOpen": True})
    simulator.book(evse_id=site["evseIds"][0], start=NOW + HOUR, end=NOW + 2.5 * HOUR)
    simulator.patch("evses", site["evseIds"][0], id=4999)

    answer = admin.report(locationId=site["locationId"], from_="2026-03-03", to="2026-03-08")

    body = answer.json
    name = {"id": site["locationId"], "name": f"Depot {site['locationId']}"}
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert (body["from"], body["to"], body["now"]) == ("2026-03-03", "2026-03-08", "2026-03-03T10:00:00-05:00")
    assert body["site"] == name
    rows = {port["label"]: (port["site"], port["bookedHours"], port["openHours"]) for port in body["ports"]}
    assert rows[f"#{site['evseIds'][0]}"] == (name, 1.5, 143.0)  # six days, one of 23 hours
    assert rows["P02"] == (name, 0.0, 143.0)
    assert body["decision"] == {"count": 0}


def test_a_no_show_keeps_its_port_until_ampeco_gives_it_up(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """So a booking made after that is no double-booking, and one at the same time is."""
    first, second = simulator.add_site(ports=2)["evseIds"]
    missed = [simulator.book(evse_id=port, start=NOW, end=NOW + 2 * HOUR)["id"] for port in (first, second)]
    at_the_same_time = simulator.book(evse_id=first, start=NOW, end=NOW + 2 * HOUR, overlapping=True)["id"]
    simulator.book(evse_id=second, start=NOW + HOUR, end=NOW + 2 * HOUR, overlapping=True)
    given_up = {"status": "no-show", "lastUpdatedAt": (NOW + HOUR / 3).isoformat()}
    simulator.override(*({"kind": "bookings", "id": one, "fields": given_up} for one in missed))

    body = admin.report(from_="2026-03-03", to="2026-03-03").json

    assert [one["bookingIds"] for one in body["doubleBookings"]] == [[missed[0], at_the_same_time]]


@in_a_soak
def test_three_thousand_bookings_take_a_bounded_number_of_calls(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """Cold: a call per 100 rows, at most 16 more for the parts, one per booking that names no port; warm: fewer."""
    start = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
    for _ in range(5):
        site = simulator.add_site(ports=20)
        simulator.fill(
            site["locationId"], start=start, end=start + timedelta(days=30), per_port=31, criteriaShare=0.05,
            unrequestedShare=0.02,
        )  # fmt: skip
    simulator.clear_calls()

    cold = admin.report(**MARCH).json
    counts = simulator.counts()
    simulator.clear_calls()
    admin.report(**MARCH)

    assert cold["bookings"]["total"] > 3000
    assert cold["doubleBookings"] == []
    rows = cold["bookings"]["total"] / 100
    assert counts["bookingsListing"] <= rows + 6
    assert counts["bookingRequestsListing"] <= rows + 12
    assert counts["bookingRead"] <= 500
    assert sum(counts.values()) <= 600
    assert simulator.counts().keys() == {"bookingsListing", "bookingRequestsListing"}


def test_where_not_all_ports_were_read_the_next_report_continues(
    admin: AdminFunctions, simulator: SimulatorHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures that need the ports are absent until then; the others are there."""
    site = simulator.add_site(ports=2)
    for evse_id in site["evseIds"]:
        simulator.book(evse_id=evse_id, start=NOW + HOUR, end=NOW + 2 * HOUR)
    monkeypatch.setattr(report_reader, "_MAX_BOOKINGS_READ", 1)
    query = {"locationId": site["locationId"], "from_": "2026-03-03", "to": "2026-03-03"}

    first, second = admin.report(**query).json, admin.report(**query).json

    needing = {"doubleBookings", "withoutPort", "ports"}
    assert (first["bookings"]["total"], needing & first.keys(), needing & second.keys()) == (2, set(), needing)


@pytest.mark.parametrize("limit", ["MAX_BOOKINGS", "MAX_REQUESTS"])
def test_too_many_rows_are_refused(admin: AdminFunctions, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Never figures of a part."""
    monkeypatch.setattr(report_reader, limit, 3)

    answer = admin.report(**MARCH)

    assert (answer.status, answer.problem) == (422, "report-too-large")


def test_bad_questions_and_unknown_sites(admin: AdminFunctions) -> None:
    """A wrong field is named; days are needed, in order, and at most 92."""
    assert refused_fields(admin.report(from_="2026-03-01")) == ["to"]
    assert refused_fields(admin.report(from_="2026-02-30", to="2026-03-01")) == ["from"]
    assert admin.report(from_="2026-03-02", to="2026-03-01").problem == "invalid-request"
    assert admin.report(from_="2026-01-01", to="2026-04-03").problem == "invalid-request"
    assert admin.report(from_="2026-01-01", to="2026-04-02").status == 200
    assert refused_fields(admin.report(**MARCH, locationId="7abc")) == ["locationId"]
    assert admin.report(**MARCH, locationId=999999).problem == "site-not-found"
