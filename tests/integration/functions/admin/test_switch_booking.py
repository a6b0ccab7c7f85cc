"""POST /api/admin/bookings/{bookingId}/switch: staff empty a port, one booking after the other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
START = NOW + 2 * HOUR
DRIVER = 1001
WRITE = "bookingRequestCreate"


@pytest.fixture
def site(simulator: SimulatorHandle) -> dict[str, Any]:
    """Add a site with eight ports; every second one has the same plug."""
    return simulator.add_site(ports=8)


@pytest.fixture
def ports(site: dict[str, Any]) -> list[int]:
    """Return the ports with the plug of the first."""
    return [site["evseIds"][number] for number in (0, 2, 4, 6)]


def order(site: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a booking of the first port for the driver."""
    times = {"startAt": START.isoformat(), "endAt": (START + HOUR).isoformat()}
    return {"locationId": site["locationId"], "evseId": site["evseIds"][0], **times, "userId": DRIVER, **changes}


def book(admin: AdminFunctions, site: dict[str, Any]) -> int:
    """Book the first port for the driver, as staff do; return the booking's id."""
    booking_id: int = admin.create(order(site)).json["bookingId"]
    return booking_id


def held(simulator: SimulatorHandle, user_id: int = DRIVER) -> list[tuple[int, str | None]]:
    """Return the ports that the driver holds, with the `externalId`s of the requests."""
    return [(one["evseId"], one["externalId"]) for one in simulator.live_bookings() if one["userId"] == user_id]


def occupy(simulator: SimulatorHandle, ports: list[int]) -> None:
    """Let others have these ports at that time."""
    for port in ports:
        simulator.book(evse_id=port, start=START, end=START + HOUR, user_id=1005)


def test_a_booking_moves_to_a_free_port_with_the_same_plug(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """At the same time; the first free one by label, and the old booking is canceled at once."""
    booking = book(admin, site)
    occupy(simulator, ports[1:2])

    answer = admin.switch_booking(booking, ports[0])

    assert (answer.status, answer.json["status"]) == (202, "approved"), answer.text
    assert answer.json["port"] == {"evseId": ports[2], "label": "P05"}
    ((port, external_id),) = held(simulator)
    assert port == ports[2]
    assert external_id is not None
    assert external_id.endswith("~port-1")
    assert external_id.startswith("admin-")
    old, new = admin.booking(booking).json, admin.booking(answer.json["bookingId"]).json
    assert (old["status"], new["status"]) == ("cancelled", "accepted")
    assert (new["startAt"], new["endAt"]) == (old["startAt"], old["endAt"])


def test_the_booking_of_a_driver_has_the_link_that_their_own_switch_would_give(
    admin: AdminFunctions, site: dict[str, Any], ports: list[int]
) -> None:
    """So the page of the old booking leads to the new one."""
    body = order(site, email="driver@example.com")
    del body["userId"]
    link = admin.book(body).json["id"]
    booking = admin.read_booking(link).json["bookingId"]

    answer = admin.switch_booking(booking, ports[0])

    assert answer.status == 202, answer.text
    page = admin.read_booking(link).json
    assert page["status"] == "cancelled"
    assert (page["replacedBy"]["active"], page["replacedBy"]["portLabel"]) == (True, "P03")
    assert admin.read_booking(page["replacedBy"]["id"]).json["bookingId"] == answer.json["bookingId"]


@pytest.mark.parametrize("kind", ["without a key", "with the key of a partner"])
def test_a_booking_that_was_made_elsewhere_is_named_by_its_id(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int], kind: str
) -> None:
    """In Ampeco itself, the driver app or by a partner: it has no key of ours that the switch could be found by."""
    if kind == "without a key":
        booking = simulator.book(evse_id=ports[0], start=START, end=START + HOUR, user_id=DRIVER)["id"]
    else:
        simulator.submit(order(site), external_id="partner-7", user_id=DRIVER)
        (booking,) = (one["id"] for one in simulator.live_bookings() if one["externalId"] == "partner-7")
    simulator.approval("held")

    pending = admin.switch_booking(booking, ports[0])
    simulator.approval("instant")
    simulator.decide()
    repeated = admin.switch_booking(booking, ports[0])

    assert [pending.json["status"], repeated.json["status"]] == ["pending", "approved"]
    assert pending.json["requestId"] == repeated.json["requestId"]
    assert held(simulator) == [(ports[1], f"admin-{booking}~port-1")]


def test_who_reads_the_request_completes_the_switch(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """While it is pending the driver keeps the old booking, and there is no second request."""
    booking = book(admin, site)
    simulator.approval("held")
    requested = admin.switch_booking(booking, ports[0]).json
    again = admin.switch_booking(booking, ports[0]).json
    assert (again["requestId"], again["status"], held(simulator)[0][0]) == (requested["requestId"], "pending", ports[0])
    simulator.approval("instant")
    simulator.decide()

    outcome = admin.request(requested["requestId"]).json

    assert (outcome["status"], outcome["port"]["label"]) == ("approved", "P03")
    assert [port for port, _ in held(simulator)] == [ports[1]]
    simulator.clear_calls()
    assert admin.request(requested["requestId"]).json["status"] == "approved"
    assert simulator.calls(WRITE) == []


def test_a_rejected_port_leaves_the_booking_and_the_next_one_is_tried(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """Until every port with the plug was rejected: none is left then."""
    booking = book(admin, site)
    for _ in ports[1:]:
        simulator.approval("instant", rejectReason="Cabinet open", rejectCount=1, rejectTypes=["create"])
        declined = admin.switch_booking(booking, ports[0])
        assert (declined.status, declined.json["status"]) == (202, "rejected")
        assert declined.json["rejectionReason"] == "Cabinet open"
        assert [port for port, _ in held(simulator)] == [ports[0]]

    answer = admin.switch_booking(booking, ports[0])

    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    tried = {attempt["evseId"] for attempt in simulator.records("booking-requests/v1.0") if attempt.get("evseId")}
    assert set(ports[1:]) <= tried
    assert [port for port, _ in held(simulator)] == [ports[0]]


def test_without_a_free_port_that_has_the_plug_nothing_is_written(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """Other ports are free, and one with the plug is out of order."""
    booking = book(admin, site)
    occupy(simulator, ports[1:3])
    simulator.patch("evses", ports[3], hardwareStatus="faulted")
    simulator.clear_calls()

    answer = admin.switch_booking(booking, ports[0])

    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    assert simulator.calls(WRITE) == []


def test_what_is_not_on_that_port_or_over_is_not_switched(
    admin: AdminFunctions, simulator: SimulatorHandle, ports: list[int]
) -> None:
    """The list of the page may be old. Nothing is written."""
    elsewhere = simulator.book(evse_id=ports[1], start=START, end=START + HOUR, user_id=DRIVER)["id"]
    over = simulator.book(evse_id=ports[0], start=NOW - 2 * HOUR, end=NOW - HOUR, user_id=DRIVER)["id"]
    canceled = simulator.book(evse_id=ports[0], start=START, end=START + HOUR, user_id=DRIVER)["id"]
    admin.cancel_booking(canceled)
    simulator.clear_calls()

    for booking in (elsewhere, over, canceled):
        answer = admin.switch_booking(booking, ports[0])
        assert (answer.status, answer.problem) == (409, "booking-not-changeable")

    assert admin.switch_booking(999_999, ports[0]).problem == "booking-not-found"
    assert admin.switch_booking("0", ports[0]).problem == "booking-not-found"
    assert refused_fields(admin.switch_booking(elsewhere, "x")) == ["evseId"]
    assert simulator.calls(WRITE) == []


def test_a_switch_whose_new_booking_was_canceled_is_not_reported_as_done(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """Before the old one could be canceled: the driver still has that, on the port that is out of order."""
    booking = book(admin, site)
    simulator.approval("held")
    request = admin.switch_booking(booking, ports[0]).json["requestId"]
    simulator.approval("instant")
    simulator.decide()
    (new,) = (one["id"] for one in simulator.live_bookings() if one["evseId"] == ports[1] and one["userId"] == DRIVER)
    simulator.request({"type": "cancel", "bookingId": new})

    answer = admin.switch_booking(booking, ports[0])

    assert (answer.status, answer.problem) == (409, "booking-not-changeable")
    assert admin.request(request).json["status"] == "approved"
    assert [port for port, _ in held(simulator)] == [ports[0]]


def chosen(port: int, *, later: timedelta = timedelta()) -> dict[str, Any]:
    """Return a port and a time that staff choose."""
    return {
        "toEvseId": port,
        "startAt": (START + later).isoformat(),
        "endAt": (START + later + HOUR).isoformat(),
    }


@pytest.mark.parametrize("later", [timedelta(), 5 * HOUR], ids=["same-time", "another-time"])
def test_staff_choose_the_port_and_the_time(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int], later: timedelta
) -> None:
    """Also a port with another plug, and a time outside that of the old booking, which is canceled at once."""
    booking, another_plug = book(admin, site), site["evseIds"][1]

    answer = admin.switch_booking(booking, ports[0], **chosen(another_plug, later=later))
    repeated = admin.switch_booking(booking, ports[0], **chosen(another_plug, later=later))

    assert (answer.status, answer.json["status"], repeated.json) == (202, "approved", answer.json)
    ((port, external_id),) = held(simulator)
    assert (port, str(external_id).endswith("~port-1")) == (another_plug, True)
    new = admin.booking(answer.json["bookingId"]).json
    assert datetime.fromisoformat(new["startAt"]) == START + later


def test_a_chosen_port_that_is_approved_late_leaves_one_booking_whoever_reads(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """The page of staff is closed by then; the driver opens the link of the old booking."""
    body = order(site, email="driver@example.com")
    del body["userId"]
    link = admin.book(body).json["id"]
    booking = admin.read_booking(link).json["bookingId"]
    simulator.approval("held")
    assert admin.switch_booking(booking, ports[0], **chosen(ports[2], later=3 * HOUR)).json["status"] == "pending"
    simulator.approval("instant")
    simulator.decide()
    assert len(held(simulator)) == 2

    admin.read_booking(link)

    assert [port for port, _ in held(simulator)] == [ports[2]]


def test_another_destination_than_that_of_the_switch_under_way_is_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """There is one switch at a time. After a rejection another port can be chosen."""
    booking = book(admin, site)
    simulator.approval("held", rejectReason="No", rejectCount=1, rejectTypes=["create"])
    first = admin.switch_booking(booking, ports[0], **chosen(ports[1])).json
    simulator.clear_calls()

    other = admin.switch_booking(booking, ports[0], **chosen(ports[2]))

    assert (other.status, other.problem, simulator.calls(WRITE)) == (409, "booking-not-changeable", [])
    simulator.decide()
    simulator.approval("instant")
    assert admin.request(first["requestId"]).json["status"] == "rejected"
    assert admin.switch_booking(booking, ports[0], **chosen(ports[1])).json["requestId"] == first["requestId"]
    assert [port for port, _ in held(simulator)] == [ports[0]]
    assert admin.switch_booking(booking, ports[0], **chosen(ports[2])).json["status"] == "approved"
    assert [port for port, _ in held(simulator)] == [ports[2]]


def test_a_destination_that_cannot_be_had_is_refused_and_nothing_is_written(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """Incomplete, past, too long, taken, or at the time of another booking of the driver; or from another port."""
    booking = book(admin, site)
    simulator.book(evse_id=ports[3], start=START + 5 * HOUR, end=START + 6 * HOUR, user_id=DRIVER)
    occupy(simulator, [ports[1]])
    simulator.clear_calls()
    to = chosen(ports[2])

    for incomplete in ({"toEvseId": ports[2]}, {**to, "endAt": None}, {**to, "toEvseId": None}):
        assert admin.switch_booking(booking, ports[0], **incomplete).status == 422
    past = chosen(ports[2], later=-24 * HOUR)
    assert refused_fields(admin.switch_booking(booking, ports[0], **past)) == ["startAt"]
    long = {**to, "endAt": (START + 200 * HOUR).isoformat()}
    assert refused_fields(admin.switch_booking(booking, ports[0], **long)) == ["endAt"]
    assert admin.switch_booking(booking, ports[0], **chosen(ports[1])).problem == "slot-unavailable"
    then = chosen(ports[2], later=5 * HOUR)
    assert admin.switch_booking(booking, ports[0], **then).problem == "overlapping-booking"
    assert admin.switch_booking(booking, ports[3], **to).problem == "booking-not-changeable"
    assert simulator.calls(WRITE) == []

    admin.configure(ALLOW_OVERLAPPING_BOOKINGS="true")
    assert admin.switch_booking(booking, ports[0], **then).json["status"] == "approved"


READERS: dict[str, Callable[[AdminFunctions, int, int], LambdaResponse]] = {
    "today": lambda admin, site, _: admin.today(locationId=site),
    "today-everywhere": lambda admin, *_: admin.today(),
    "calendar": lambda admin, site, _: admin.calendar(locationId=site),
    "details": lambda admin, _, booking: admin.booking(booking),
}


def decided_later(admin: AdminFunctions, simulator: SimulatorHandle, booking: int, ports: list[int]) -> int:
    """Switch a booking, and let Ampeco approve that when nobody looks; return the new booking's id."""
    simulator.approval("held")
    assert admin.switch_booking(booking, ports[0]).json["status"] == "pending"
    simulator.approval("instant")
    simulator.decide()
    (new,) = (one["id"] for one in simulator.live_bookings() if one["evseId"] == ports[1])
    return int(new)


@pytest.mark.parametrize("reader", READERS)
def test_staff_who_see_both_bookings_complete_the_switch(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int], reader: str
) -> None:
    """In the day, the calendar or the new booking's details: mails are off, and nobody opened either link."""
    booking = book(admin, site)
    new = decided_later(admin, simulator, booking, ports)
    assert len(held(simulator)) == 2

    answer = READERS[reader](admin, site["locationId"], new)

    assert answer.status == 200, answer.text
    assert [port for port, _ in held(simulator)] == [ports[1]]


def test_two_bookings_at_one_time_that_are_no_switch_stay_and_are_looked_up_once(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """A fleet has one account: the day is read again and again."""
    for port in ports:
        simulator.book(evse_id=port, start=START, end=START + HOUR, user_id=DRIVER)
    admin.today(locationId=site["locationId"])
    simulator.clear_calls()

    again = admin.today(locationId=site["locationId"])

    assert simulator.counts() == {"bookingsListing": 1}
    assert [one["status"] for one in again.json["bookings"]] == ["accepted"] * len(ports)


def test_a_switch_is_completed_by_the_next_reader_if_ampeco_fails(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any], ports: list[int]
) -> None:
    """The day is shown all the same."""
    new = decided_later(admin, simulator, book(admin, site), ports)
    admin.calendar(locationId=site["locationId"], date="2026-03-20")
    simulator.faults({"operation": WRITE, "kind": "status", "status": 503, "count": 9})

    answer = admin.today(locationId=site["locationId"])

    assert (answer.status, new in [one["id"] for one in answer.json["bookings"]]) == (200, True)
    assert len(held(simulator)) == 2
    simulator.faults()
    admin.today(locationId=site["locationId"])
    assert [port for port, _ in held(simulator)] == [ports[1]]
