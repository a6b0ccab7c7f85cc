"""Every route answers the same with a catalog snapshot and without: what there is, and what there is not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from tests.support.admin_fixtures import admin
from tests.support.admin_functions import AdminFunctions
from tests.support.functions import START
from tests.support.lambda_calls import LambdaResponse
from tests.support.moto_server import moto_server
from tests.support.simulator import SimulatorHandle
from tests.support.snapshot_fixtures import Snapshots, s3_endpoint
from tests.support.soak import sample

__all__ = ["admin", "moto_server", "s3_endpoint"]

UNKNOWN, DISABLED, DELETED = 999_999, 102, 103
DAY = str(START.date())


class Booked(NamedTuple):
    """The booking that the requests name, and the body of another one."""

    reference: str
    booking_id: int
    request_id: int
    evse_id: int
    order: dict[str, Any]


@pytest.fixture
def booked(admin: AdminFunctions, simulator: SimulatorHandle) -> Booked:
    site = simulator.add_site(ports=4)
    order = {
        "locationId": site["locationId"],
        "evseId": site["evseIds"][0],
        "startAt": START.isoformat(),
        "endAt": (START + timedelta(hours=1)).isoformat(),
        "email": "driver@example.com",
    }
    reference = admin.book(order).json["id"]
    (booking,) = [one for one in simulator.live_bookings() if one["evseId"] == order["evseId"]]
    request = admin.requests(userId=1001).json["requests"][0]
    simulator.patch("locations", DISABLED, status="disabled")
    simulator.delete("locations", DELETED)
    return Booked(reference, booking["id"], request["id"], order["evseId"], order)


Ask = Callable[[AdminFunctions, Booked, int], LambdaResponse]

OF_A_SITE: dict[str, Ask] = {
    "replace": lambda one, of, site: one.book(of.order | {"locationId": site, "replaces": of.reference}),
    "site": lambda one, _, site: one.read_site(site),
    "availability": lambda one, _, site: one.availability(site, date=DAY, days="1"),
    "create": lambda one, of, site: one.book(of.order | {"locationId": site}),
    "create, any port": lambda one, of, site: one.book(
        {**of.order, "locationId": site, "evseId": None, "evseCriteria": {"currentType": "dc"}}
    ),
    "admin create": lambda one, of, site: one.create(of.order | {"locationId": site}),
    "admin port": lambda one, of, site: one.port(site, of.evse_id),
    "admin calendar": lambda one, _, site: one.calendar(locationId=site, date=DAY),
    "admin today": lambda one, _, site: one.today(locationId=site, date=DAY),
    "admin report": lambda one, _, site: one.report(locationId=site, from_=DAY, to=DAY),
    "admin list": lambda one, _, site: one.bookings(locationId=site),
    "admin list of days": lambda one, _, site: one.bookings(locationId=site, fromDay=DAY, toDay=DAY),
    "admin table": lambda one, _, site: one.table(locationId=site),
    "admin requests": lambda one, _, site: one.requests(locationId=site),
}

OTHERS: dict[str, Callable[[AdminFunctions, Booked], LambdaResponse]] = {
    "admin report": lambda one, of: one.report(locationId=of.order["locationId"], from_=DAY, to=DAY),
    "admin report of all sites": lambda one, _: one.report(from_=DAY, to=DAY),
    "sites": lambda one, _: one.list_sites(),
    "status": lambda one, of: one.read_booking(of.reference),
    "other ports": lambda one, of: one.other_ports(of.reference),
    "invite": lambda one, of: one.invite(of.reference),
    "create, unknown port": lambda one, of: one.book(of.order | {"evseId": UNKNOWN}),
    "create, taken": lambda one, of: one.book(of.order | {"email": "driver2@example.com"}),
    "replace, unknown port": lambda one, of: one.book(of.order | {"evseId": UNKNOWN, "replaces": of.reference}),
    "replace, its own port": lambda one, of: one.book(of.order | {"replaces": of.reference}),
    "move to the past": lambda one, of: one.move(
        of.reference, {"startAt": "2026-03-01T10:00:00Z", "endAt": "2026-03-01T11:00:00Z"}
    ),
    "admin sites": lambda one, _: one.sites(),
    "admin bookings": lambda one, _: one.bookings(userId=1001),
    "admin booking": lambda one, of: one.booking(of.booking_id),
    "admin request": lambda one, of: one.request(of.request_id),
    "admin unknown port": lambda one, of: one.port(of.order["locationId"], UNKNOWN),
    "admin all sites today": lambda one, _: one.today(date=DAY),
    "admin switch, unknown port": lambda one, of: one.switch_booking(
        of.booking_id, of.evse_id, to={**{k: of.order[k] for k in ("startAt", "endAt")}, "evseId": UNKNOWN}
    ),
    "admin find driver": lambda one, _: one.find_driver({"email": "nobody@example.com"}),
}


def status_and_body(answer: LambdaResponse) -> tuple[int, Any]:
    """Return status and body, without what names the request or the time of reading."""
    if not answer.text or "json" not in answer.headers.get("content-type", ""):
        return answer.status, answer.text
    return answer.status, _without_times(answer.json)


def _without_times(value: Any) -> Any:
    match value:
        case dict():
            return {k: _without_times(v) for k, v in value.items() if k not in ("requestId", "asOf", "instance")}
        case list():
            return [_without_times(one) for one in value]
        case _:
            return value


def both(
    admin: AdminFunctions, s3_endpoint: str, ask: Callable[[AdminFunctions], LambdaResponse]
) -> tuple[tuple[int, Any], tuple[int, Any]]:
    """Return the answers of new instances, without a snapshot and with one."""
    snapshots = Snapshots(admin, s3_endpoint)
    admin.configure()
    direct = status_and_body(ask(admin))
    snapshots.start()
    snapshots.refresh()
    snapshots.start()
    answer = status_and_body(ask(admin))
    snapshots.s3.close()
    return direct, answer


@pytest.mark.parametrize("site", sample([UNKNOWN, DISABLED, DELETED], 1))
@pytest.mark.parametrize("route", sample(OF_A_SITE, 2))
def test_a_site_that_is_not_offered_is_refused_the_same_way(
    admin: AdminFunctions, s3_endpoint: str, booked: Booked, route: str, site: int
) -> None:
    """By each route that takes a site."""
    direct, answer = both(admin, s3_endpoint, lambda one: OF_A_SITE[route](one, booked, site))

    assert answer == direct


def test_a_replacement_at_another_site_is_a_mistake_even_if_there_is_no_such_site(
    admin: AdminFunctions, simulator: SimulatorHandle, booked: Booked
) -> None:
    """A booking is replaced at its own site; Ampeco is not asked for the free times of another one."""
    simulator.clear_calls()

    answer = admin.book(booked.order | {"locationId": UNKNOWN, "replaces": booked.reference})

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, ["locationId"])
    assert "locationCheckBookingAvailability" not in simulator.counts()


@pytest.mark.parametrize("route", sample(OTHERS, 1))
def test_all_other_routes_answer_the_same(admin: AdminFunctions, s3_endpoint: str, booked: Booked, route: str) -> None:
    """What they show of sites and ports, and how they refuse an unknown port."""
    direct, answer = both(admin, s3_endpoint, lambda one: OTHERS[route](one, booked))

    assert answer == direct
