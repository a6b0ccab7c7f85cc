"""Switch port: one booking replaces another at the same site, and whoever reads one of them completes it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner, replaced_id, replacement_id
from tests.support.functions import LINK_KEY, NOW, Functions
from tests.support.simulator import SimulatorHandle

MINUTE = timedelta(minutes=1)
WRITE = "bookingRequestCreate"
DRIVER = 1001
START = NOW.replace(hour=18, minute=0)
"""1:00 PM at the site. The simulator's own bookings of that day leave the ports of the tests free."""
END = START + 60 * MINUTE
NOON_47 = START - 13 * MINUTE


@pytest.fixture
def order(simulator: SimulatorHandle) -> dict[str, Any]:
    """Return a booking of the first port at a site where nobody else books."""
    site = simulator.add_site(ports=8)
    return {
        "locationId": site["locationId"],
        "evseId": site["evseIds"][0],
        "startAt": START.isoformat(),
        "endAt": END.isoformat(),
        "email": "driver@example.com",
    }


@pytest.fixture
def ports(order: dict[str, Any]) -> list[int]:
    """Return those ports of that site that have the same plug."""
    return [order["evseId"] + step for step in (0, 2, 4, 6)]


@pytest.fixture
def old(functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]) -> str:
    """Book it early in the day, and return the reference."""
    reference: str = functions.book(order).json["id"]
    simulator.clear_calls()
    return reference


def at(functions: Functions, simulator: SimulatorHandle, now: datetime) -> None:
    """Let it be `now`, for the functions and for Ampeco."""
    simulator.set_clock(now)
    functions.configure(now=lambda: now)


def switch(functions: Functions, old: str, order: dict[str, Any], port: int) -> Any:
    """Switch to a port, with the reference alone."""
    body = {name: order[name] for name in ("locationId", "startAt", "endAt")}
    return functions.book(body | {"evseId": port, "replaces": old})


def held(simulator: SimulatorHandle) -> list[int]:
    """Return the ports that the driver holds."""
    return [one["evseId"] for one in simulator.live_bookings() if one["userId"] == DRIVER]


def test_ids_of_replacements_lead_to_each_other() -> None:
    """From each booking to the one before and the next."""
    first, second, third = "web-1", "web-1~port-1", "web-1~port-2"

    assert [replacement_id(one) for one in (first, second)] == [second, third]
    assert [replaced_id(one) for one in (first, second, third)] == [None, first, second]
    for change in ("web-1~2", "web-1~port-", "web-1~port-0", "web-1~port-1~twin-2"):
        assert replaced_id(change) is None


def test_thirteen_minutes_before_the_start_the_port_is_switched(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Neither notice nor the overlap is in the way, and no email is needed: the reference proves the booking."""
    at(functions, simulator, NOON_47)

    offered = functions.other_ports(old).json
    answer = switch(functions, old, order, ports[1])

    assert [port["evseId"] for port in offered["ports"]] == ports[1:]
    assert (datetime.fromisoformat(offered["startAt"]), datetime.fromisoformat(offered["endAt"])) == (START, END)
    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert held(simulator) == [ports[1]]
    assert functions.read_booking(old).json["replacedBy"] == {
        "id": answer.json["id"],
        "requestStatus": "approved",
        "status": "reserved",
        "active": True,
        "portLabel": "P03",
    }


def test_a_booking_that_has_begun_continues_on_the_other_port(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """From the next minute that Ampeco can still accept, to the same end."""
    at(functions, simulator, START + timedelta(minutes=2, seconds=20))

    offered = functions.other_ports(old).json
    answer = switch(functions, old, order, ports[2])
    assert answer.status == 201, answer.text

    begun = START + 4 * MINUTE
    booking = functions.read_booking(answer.json["id"]).json
    assert datetime.fromisoformat(offered["startAt"]) == begun
    assert answer.json["status"] == "approved"
    assert (datetime.fromisoformat(booking["startAt"]), datetime.fromisoformat(booking["endAt"])) == (begun, END)
    assert held(simulator) == [ports[2]]


@pytest.mark.parametrize("reader", ["old", "new"])
def test_who_reads_either_booking_later_completes_the_switch(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int], reader: str
) -> None:
    """The page was closed while the switch was pending. An hour later there is one booking, on the new port."""
    simulator.approval("held")
    new = switch(functions, old, order, ports[1]).json["id"]
    pending = {name: functions.read_booking(name).json for name in (old, new)}
    assert held(simulator) == [ports[0]]
    simulator.approval("instant")
    simulator.decide()
    at(functions, simulator, NOW + 60 * MINUTE)
    assert sorted(held(simulator)) == ports[:2]

    functions.read_booking(old if reader == "old" else new)

    assert held(simulator) == [ports[1]]
    assert pending[old]["status"] == "accepted"
    assert "replaces" not in pending[old]
    assert pending[old]["replacedBy"]["requestStatus"] == "pending"
    assert pending[old]["actions"]["canSwitch"] is False
    assert pending[new]["replaces"] == {
        "id": old,
        "requestStatus": "approved",
        "status": "accepted",
        "active": True,
        "portLabel": "P01",
    }
    assert functions.read_booking(old).json["replacedBy"]["id"] == new
    assert len([one for one in simulator.calls(WRITE) if '"cancel"' in one["body"]]) == 1


@pytest.mark.parametrize("reader", ["old", "new"])
@pytest.mark.parametrize(("minutes", "live"), [(-20, 1), (4, 1), (47, 0)])
def test_a_switch_read_an_hour_later_leaves_one_booking_at_most(
    functions: Functions,
    simulator: SimulatorHandle,
    order: dict[str, Any],
    old: str,
    ports: list[int],
    reader: str,
    minutes: int,
    live: int,
) -> None:
    """Before the start, while both run, and once both are over: then there is nothing left to cancel."""
    later = START + minutes * MINUTE
    at(functions, simulator, later - 60 * MINUTE)
    simulator.approval("held")
    new = switch(functions, old, order, ports[1]).json["id"]
    simulator.approval("instant")
    simulator.decide()
    assert sorted(held(simulator)) == ports[:2]
    simulator.clear_calls()

    at(functions, simulator, later)
    for reference in (old, new) if reader == "old" else (new, old):
        functions.read_booking(reference)

    assert held(simulator) == [ports[1]][:live]
    assert len(simulator.calls(WRITE)) == live


@pytest.mark.parametrize(
    ("old_status", "new_status", "cancels"),
    [
        ("reserved", "completed", 1),
        ("reserved", "no-show", 0),
        ("reserved", "failed", 0),
        ("no-show", "completed", 0),
        ("completed", "reserved", 0),
    ],
)
def test_the_old_booking_is_canceled_only_while_the_new_one_has_its_port(
    functions: Functions,
    simulator: SimulatorHandle,
    order: dict[str, Any],
    old: str,
    ports: list[int],
    old_status: str,
    new_status: str,
    cancels: int,
) -> None:
    """Whatever became of either in the meantime; the response has both statuses."""
    at(functions, simulator, NOON_47)
    simulator.approval("held")
    new = switch(functions, old, order, ports[1]).json["id"]
    simulator.approval("instant")
    simulator.decide()
    ids = {one["evseId"]: one["id"] for one in simulator.live_bookings()}
    simulator.override(
        {"kind": "bookings", "id": ids[ports[0]], "fields": {"status": old_status}},
        {"kind": "bookings", "id": ids[ports[1]], "fields": {"status": new_status}},
    )
    simulator.clear_calls()

    shown = functions.read_booking(old).json

    assert (shown["status"], shown["replacedBy"]["id"], shown["replacedBy"]["status"]) == (old_status, new, new_status)
    assert len(simulator.calls(WRITE)) == cancels


def test_rejected_ports_leave_the_booking_and_another_can_be_tried(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Both in turn; the reference is that of the replacement, whichever port it is."""
    at(functions, simulator, NOON_47)
    rejected = []
    for port in ports[1:3]:
        simulator.approval("instant", rejectReason="Not today")
        rejected.append(switch(functions, old, order, port).json)
        shown = functions.read_booking(rejected[-1]["id"]).json
        assert (shown["requestStatus"], shown["port"]["evseId"]) == ("rejected", port)
        assert (shown["replaces"]["active"], held(simulator)) == (True, [ports[0]])
        assert functions.read_booking(old).json["actions"]["canSwitch"] is True

    simulator.approval("instant")
    approved = switch(functions, old, order, ports[3]).json

    assert [one["status"] for one in rejected] == ["rejected", "rejected"]
    assert {one["id"] for one in rejected} == {approved["id"]}
    assert (approved["status"], held(simulator)) == ("approved", [ports[3]])


def test_a_retry_is_the_same_switch_and_another_port_has_to_wait(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Under any key; two tabs cannot make two replacements."""
    simulator.approval("held")

    first, again = [switch(functions, old, order, ports[1]) for _ in range(2)]
    other = switch(functions, old, order, ports[2])

    assert first.json == again.json
    assert (other.status, other.problem) == (409, "booking-not-changeable")
    assert len(simulator.calls(WRITE)) == 1
    assert functions.other_ports(old).problem == "booking-not-changeable"


def test_a_rejected_port_can_be_tried_again_after_a_minute(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Before, that is a retry of the same attempt."""
    simulator.approval("instant", rejectReason="Not now")
    first = switch(functions, old, order, ports[1]).json
    simulator.approval("instant")
    again = switch(functions, old, order, ports[1]).json
    at(functions, simulator, NOW + 2 * MINUTE)
    later = switch(functions, old, order, ports[1]).json

    assert [first["status"], again["status"], later["status"]] == ["rejected", "rejected", "approved"]
    assert held(simulator) == [ports[1]]


def test_a_replacement_can_be_replaced(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """The first reference leads to the last booking; a cancellation that failed on the way is caught up on."""
    simulator.faults({"kind": "status", "status": 400, "operation": WRITE, "skip": 1, "count": 1})
    second = switch(functions, old, order, ports[1]).json["id"]
    third = switch(functions, second, order, ports[2]).json["id"]

    assert held(simulator) == [ports[2]]
    assert functions.read_booking(old).json["replacedBy"]["id"] == third
    assert functions.read_booking(second).json["replacedBy"]["id"] == third
    assert functions.read_booking(third).json["replaces"]["id"] == second


def test_a_new_booking_that_is_gone_releases_nothing(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Canceled elsewhere before anybody read it: the driver keeps the old one."""
    simulator.approval("held")
    new = switch(functions, old, order, ports[1]).json["id"]
    simulator.approval("instant")
    simulator.decide()
    functions.cancel(new)

    for reference in (old, new):
        functions.read_booking(reference)

    assert held(simulator) == [ports[0]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"locationId": 101, "evseId": 5002}, "locationId"),
        ({"startAt": (START - 30 * MINUTE).isoformat()}, "startAt"),
        ({"endAt": (END + 30 * MINUTE).isoformat()}, "endAt"),
        ({"endAt": START.isoformat()}, "endAt"),
    ],
)
def test_a_replacement_is_at_the_same_site_and_within_the_same_time(
    functions: Functions,
    simulator: SimulatorHandle,
    order: dict[str, Any],
    old: str,
    changes: dict[str, Any],
    field: str,
) -> None:
    """Anything else would evade the notice."""
    answer = switch(functions, old, order | changes, changes.get("evseId", order["evseId"] + 1))

    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, [field])
    assert simulator.calls(WRITE) == []


def test_a_taken_port_is_refused_with_those_that_are_free(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """With the same plug, at the same time."""
    simulator.book(evse_id=ports[1], start=START, end=END)

    answer = switch(functions, old, order, ports[1])

    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    assert answer.json["alternatives"]["samePort"] == []
    assert ports[1] not in [one["evseId"] for one in answer.json["alternatives"]["sameTime"]]
    assert held(simulator) == [ports[0]]


def test_a_booking_that_is_over_cannot_be_switched(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Nor one that is canceled, or has less than a minute left."""
    at(functions, simulator, END - timedelta(seconds=30))
    assert functions.other_ports(old).problem == "booking-not-changeable"
    assert switch(functions, old, order, ports[1]).problem == "booking-not-changeable"

    at(functions, simulator, NOON_47)
    functions.cancel(old)
    assert functions.other_ports(old).problem == "booking-not-changeable"
    assert switch(functions, old, order, ports[1]).problem == "booking-not-changeable"
    assert held(simulator) == []


def test_only_ports_that_may_fit_and_work_are_offered(functions: Functions, simulator: SimulatorHandle) -> None:
    """Those with every plug of the booked port first; not one that is out of order, taken, or has other plugs."""
    site = functions.read_site(101).json
    booked, *others = site["ports"]
    simulator.patch("evses", others[0]["evseId"], hardwareStatus="faulted")
    functions.configure()
    start = NOW + timedelta(days=20)
    reference = functions.book(
        {
            "locationId": 101,
            "evseId": booked["evseId"],
            "startAt": start.isoformat(),
            "endAt": (start + 60 * MINUTE).isoformat(),
            "email": "driver@example.com",
        }
    ).json["id"]

    offered = functions.other_ports(reference).json["ports"]

    plugs = {one["type"] for one in booked["connectors"]}
    assert offered
    for port in offered:
        assert plugs & {one["type"] for one in port["connectors"]}
    assert {booked["evseId"], others[0]["evseId"]}.isdisjoint(port["evseId"] for port in offered)


def test_the_old_entry_can_be_taken_out_of_a_calendar(
    functions: Functions, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Its file says so; the new booking has an entry of its own."""
    new = switch(functions, old, order, ports[1]).json["id"]

    assert "METHOD:CANCEL" in functions.invite(old).text
    assert "METHOD:PUBLISH" in functions.invite(new).text


@pytest.mark.parametrize(
    ("email", "expected"),
    [("Driver@Example.com", 201), ("driver1@example.com", 422), ("nobody@example.com", 422)],
)
def test_an_email_must_be_the_one_of_the_booking(
    functions: Functions,
    simulator: SimulatorHandle,
    order: dict[str, Any],
    old: str,
    ports: list[int],
    email: str,
    expected: int,
) -> None:
    """The page sends none; a client may. All other emails are alike, known or not."""
    answer = functions.book(order | {"evseId": ports[1], "replaces": old, "email": email})

    assert answer.status == expected
    if expected == 422:
        assert [error["field"] for error in answer.json["errors"]] == ["replaces"]
        assert held(simulator) == [ports[0]]


def test_a_reference_without_a_booking_has_nothing_to_switch(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """A signature that is right is not enough."""
    unknown = ReferenceSigner([SecretStr(LINK_KEY)]).reference("web-0d4f4f3e-5a59-5c6e-9a43-6a2b1d1c0e5f")

    assert functions.other_ports(unknown).problem == "booking-not-found"
    answer = switch(functions, unknown, order, order["evseId"])
    assert [error["field"] for error in answer.json["errors"]] == ["replaces"]
    assert simulator.calls(WRITE) == []


def test_ampeco_can_choose_among_the_ports_with_a_plug(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Refused, before anything is written, if no other port with it is free."""
    criteria = {name: order[name] for name in ("locationId", "startAt", "endAt")} | {
        "evseCriteria": {"connectorType": "ccs1"},
        "replaces": old,
    }
    for port in ports[1:]:
        simulator.book(evse_id=port, start=START, end=END)

    assert functions.book(criteria).problem == "slot-unavailable"
    assert held(simulator) == [ports[0]]


def test_a_switch_for_a_time_that_has_passed_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """Though the booking itself goes on."""
    at(functions, simulator, START + 10 * MINUTE)

    answer = switch(functions, old, order | {"endAt": (START + 9 * MINUTE).isoformat()}, ports[1])

    assert answer.problem == "booking-not-changeable"
    assert simulator.calls(WRITE) == []


def test_a_switch_that_cannot_be_completed_now_is_by_the_next_reader(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], old: str, ports: list[int]
) -> None:
    """The new booking is confirmed, which is what the answer says."""
    simulator.approval("instant")
    simulator.faults({"operation": "bookingRead", "kind": "status", "status": 500, "skip": 1})

    answer = switch(functions, old, order, ports[1])

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert sorted(held(simulator)) == ports[:2]
    simulator.faults()
    functions.read_booking(old)
    assert held(simulator) == [ports[1]]
