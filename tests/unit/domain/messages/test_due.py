"""Which messages are due: for each event, before and after, alone and together."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.ampeco_client import (
    BookingRequest,
)
from shared.domain.messages.due import due_messages
from shared.domain.messages.events import Snapshot, find_events
from shared.domain.messages.message import Message, MessageKind
from shared.domain.messages.policy import MessagePolicy
from shared.domain.timeutil.intervals import Window
from tests.unit.domain.messages.message_facts import (
    DETROIT,
    HOUR,
    MINUTE,
    NOW,
    OURS,
    POLICY,
    START,
    booking,
    evse,
    facts,
    request,
)


def kinds(messages: tuple[Message, ...]) -> list[str]:
    return [message.kind.value for message in messages]


def due(*what: Any, now: datetime = NOW, policy: MessagePolicy = POLICY) -> list[str]:
    """Return the kinds of messages; asserts that the order of the facts does not matter."""
    results = {
        tuple(sorted((message.kind.value, message.key) for message in due_messages(facts(*order), now, policy)))
        for order in permutations(what)
    }
    assert len(results) == 1, results
    return [kind for kind, _ in results.pop()]


@dataclass
class Case:
    """A row of the table: what Ampeco reports, and the messages that are due."""

    name: str
    given: list[Any]
    expected: list[str]
    now: datetime = NOW
    policy: MessagePolicy = field(default_factory=MessagePolicy)


SOON = NOW + 50 * MINUTE
"""A start within the time of the reminder."""
OLD = NOW - 25 * HOUR
EARLIER: dict[str, Any] = {"createdAt": OLD, "lastUpdatedAt": OLD}
LATER = START + 3 * HOUR
BROKEN = evse(hardwareStatus="faulted")

CASES = [
    Case("nothing is known", [], []),
    Case("approved", [request(1, "create"), booking()], ["confirmed"]),
    Case("approved, and not readable yet", [request(1, "create")], []),
    Case("pending", [request(1, "create", "pending")], []),
    Case("an unknown status", [request(1, "create", "on-hold"), booking(status="odd")], []),
    Case("rejected", [request(1, "create", "rejected")], ["declined"]),
    Case(
        "pending for hours, then approved",
        [request(1, "create", createdAt=NOW - 5 * HOUR), booking(createdAt=NOW - MINUTE)],
        ["confirmed"],
    ),
    Case("approved a day ago", [request(1, "create", at=OLD), booking(**EARLIER)], []),
    Case("rejected a day ago", [request(1, "create", "rejected", at=OLD)], []),
    Case("approved without a time of decision", [request(1, "create", lastUpdatedAt=None), booking()], []),
    Case("approved, over meanwhile", [request(1, "create"), booking(start=NOW - HOUR)], []),
    Case("approved, begun meanwhile", [request(1, "create"), booking(start=NOW - MINUTE)], ["confirmed"]),
    Case("rejected, nobody's", [request(1, "create", "rejected", userId=None)], []),
    Case("rejected, its time is over", [request(1, "create", "rejected", startAt=OLD, endAt=NOW)], []),
    Case("made elsewhere", [request(1, "create", externalId=None), booking()], ["confirmed"]),
    Case("approved, and the site is unknown", [request(1, "create"), booking(locationId=999)], []),
    Case("approved for nobody", [request(1, "create"), booking(userId=None)], []),
    *(
        Case(f"approved, {status} meanwhile", [request(1, "create"), booking(status=status)], [])
        for status in ("completed", "no-show", "failed")
    ),
    # Changes
    Case(
        "rescheduled",
        [
            request(1, "create", at=OLD),
            request(2, "update", startAt=LATER, endAt=LATER + HOUR),
            booking(start=LATER, createdAt=OLD),
        ],
        ["changed"],
    ),
    Case(
        "approved and rescheduled at once",
        [
            request(1, "create"),
            request(2, "update", startAt=LATER, endAt=LATER + HOUR),
            booking(start=LATER),
        ],
        ["changed"],
    ),
    Case(
        "rescheduled by staff, who made the booking is not known",
        [request(2, "update", startAt=LATER, endAt=LATER + HOUR), booking(start=LATER, createdAt=OLD)],
        ["changed"],
    ),
    Case(
        "an update that changes nothing",
        [request(1, "create", at=OLD), request(2, "update", endAt=START + HOUR), booking(createdAt=OLD)],
        [],
    ),
    Case(
        "approved, and an update that changes nothing",
        [request(1, "create"), request(2, "update", startAt=START), booking()],
        ["confirmed"],
    ),
    Case(
        "a change that was submitted twice",
        [
            request(1, "create", at=OLD),
            request(2, "update", startAt=LATER, endAt=LATER + HOUR),
            request(3, "update", startAt=LATER, endAt=LATER + HOUR, at=NOW),
            booking(start=LATER, createdAt=OLD),
        ],
        ["changed"],
    ),
    Case(
        "an update that is rejected",
        [request(1, "create", at=OLD), request(2, "update", "rejected", startAt=LATER), booking(**EARLIER)],
        [],
    ),
    Case(
        "an update that is pending",
        [request(1, "create"), request(2, "update", "pending", startAt=LATER), booking()],
        ["confirmed"],
    ),
    # Cancellations
    Case("canceled", [request(1, "create", at=OLD), request(2, "cancel"), booking(status="cancelled")], ["canceled"]),
    Case("canceled by the network", [booking(status="cancelled")], ["canceled"]),
    Case("approved and canceled at once", [request(1, "create"), booking(status="cancelled")], ["canceled"]),
    Case(
        "rescheduled and canceled at once",
        [request(2, "update", startAt=LATER), booking(start=LATER, status="cancelled")],
        ["canceled"],
    ),
    Case("canceled a day ago", [booking(status="cancelled", **EARLIER)], []),
    Case("canceled, over meanwhile", [booking(status="cancelled", start=NOW - HOUR)], []),
    Case("a cancellation that is rejected", [request(2, "cancel", "rejected"), booking(**EARLIER)], []),
    # Duplicate requests of one idempotency key
    Case(
        "a duplicate is canceled",
        [
            request(1, "create"),
            request(2, "create", bookingId=2),
            booking(),
            booking(2, status="cancelled"),
        ],
        ["confirmed"],
    ),
    Case(
        "a duplicate is not canceled yet",
        [request(1, "create"), request(2, "create", bookingId=2), booking(), booking(2)],
        ["confirmed"],
    ),
    Case(
        "a duplicate is approved, the first still pending",
        [request(1, "create", "pending"), request(2, "create", bookingId=2), booking(2)],
        [],
    ),
    Case(
        "a duplicate is approved, the first rejected",
        [request(1, "create", "rejected"), request(2, "create", bookingId=2), booking(2)],
        ["confirmed"],
    ),
    Case("both are rejected", [request(1, "create", "rejected"), request(2, "create", "rejected")], ["declined"]),
    # Switch of port
    Case(
        "a port is switched",
        [
            request(1, "create", at=OLD),
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW),
            booking(2, bookedEvses=[{"id": 5002}]),
        ],
        ["changed"],
    ),
    Case(
        "a port is switched, then the time is changed",
        [
            request(1, "create", at=OLD),
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - 2 * MINUTE),
            request(3, "update", bookingId=2, startAt=LATER, endAt=LATER + HOUR),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW),
            booking(2, start=LATER, bookedEvses=[{"id": 5002}]),
        ],
        ["changed"],
    ),
    Case(
        "a switch under way",
        [
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002),
            booking(**EARLIER),
            booking(2, bookedEvses=[{"id": 5002}]),
        ],
        [],
    ),
    Case(
        "a switch whose old booking stayed",
        [
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - 6 * MINUTE),
            booking(**EARLIER),
            booking(2, createdAt=NOW - 6 * MINUTE),
        ],
        ["confirmed"],
    ),
    Case(
        "canceled just in time to be a switch",
        [
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - 5 * MINUTE),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW - timedelta(seconds=1)),
            booking(2, createdAt=NOW - 5 * MINUTE),
        ],
        ["changed"],
    ),
    Case(
        "canceled when the other has been confirmed",  # a run at this moment, before the cancellation, confirms it
        [
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - 5 * MINUTE),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW),
            booking(2, createdAt=NOW - 5 * MINUTE),
        ],
        ["canceled", "confirmed"],
    ),
    Case(
        "a switch under way when its time has passed",
        [
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - 5 * MINUTE),
            booking(**EARLIER),
            booking(2, createdAt=NOW - 5 * MINUTE),
        ],
        ["confirmed"],
    ),
    Case(
        "canceled long after another was booked",
        [
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - HOUR),
            booking(status="cancelled", createdAt=OLD),
            booking(2, createdAt=NOW - HOUR),
        ],
        ["canceled", "confirmed"],
    ),
    Case(
        "canceled, another driver books the port",
        [
            request(2, "create", externalId="web-other", bookingId=2, userId=8),
            booking(status="cancelled", createdAt=OLD),
            booking(2, userId=8),
        ],
        ["canceled", "confirmed"],
    ),
    Case(
        "switched and canceled at once",
        [
            request(2, "create", externalId="web-other", bookingId=2),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW),
            booking(2, status="cancelled", lastUpdatedAt=NOW),
        ],
        ["canceled"],
    ),
    # Reminder
    Case("starts soon", [request(1, "create", at=OLD), booking(start=SOON, **EARLIER)], ["reminder"]),
    Case("starts soon, made elsewhere", [booking(start=SOON, **EARLIER)], ["reminder"]),
    Case("starts soon, reserved", [booking(start=SOON, status="reserved", **EARLIER)], ["reminder"]),
    Case("starts a little later", [booking(start=NOW + 61 * MINUTE, **EARLIER)], []),
    Case("starts at this moment", [booking(start=NOW, **EARLIER)], []),
    Case("a longer reminder", [booking(start=START, **EARLIER)], ["reminder"], policy=MessagePolicy(30 * HOUR)),
    Case("made for soon", [request(1, "create", startAt=SOON), booking(start=SOON)], ["confirmed"]),
    Case("moved to soon", [request(2, "update", startAt=SOON), booking(start=SOON, createdAt=OLD)], ["changed"]),
    Case("starts soon, canceled", [booking(start=SOON, status="cancelled", **EARLIER)], []),
    # Port out of order
    Case("port is broken", [booking(start=NOW + 2 * HOUR, **EARLIER), BROKEN], ["port-out-of-order"]),
    Case("port is broken, starts soon", [booking(start=SOON, **EARLIER), BROKEN], ["port-out-of-order", "reminder"]),
    Case(
        "port is disabled", [booking(start=NOW + HOUR * 2, **EARLIER), evse(status="disabled")], ["port-out-of-order"]
    ),
    Case("another port is broken", [booking(start=NOW + 2 * HOUR, **EARLIER), evse(5002, status="disabled")], []),
    Case("port is broken, starts tomorrow", [booking(**EARLIER), BROKEN], []),
    Case("port is in use", [booking(start=NOW + 2 * HOUR, **EARLIER), evse(hardwareStatus="charging")], []),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_event_yields_its_messages(case: Case) -> None:
    """And no others, in any order of the facts."""
    assert due(*case.given, now=case.now, policy=case.policy) == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_due_message_has_an_event(case: Case) -> None:
    """One list returns them all; otherwise some would never be looked for."""
    known = facts(*case.given)
    broken = {one.id: 5001 for one in known.bookings if known.ports[5001].live_status == "out-of-order"}

    events = find_events(Snapshot(known.requests, known.bookings, broken), case.now, case.policy)

    keys = {event.key for event in events}
    assert {message.key for message in due_messages(known, case.now, case.policy)} <= keys


def test_the_same_facts_yield_the_same_keys() -> None:
    """So no message is sent twice."""
    given = facts(request(1, "create"), booking())

    first, second = (due_messages(given, now, POLICY) for now in (NOW, NOW + HOUR))

    assert [one.key for one in first] == [one.key for one in second]


def test_a_change_back_to_an_earlier_time_is_reported() -> None:
    """There and back and there again: three changes, three keys."""
    there: dict[str, Any]
    there, back = {"startAt": LATER, "endAt": LATER + HOUR}, {"startAt": START, "endAt": START + HOUR}
    steps = [request(number, "update", at=NOW + number * MINUTE, **times) for number, times in
             ((2, there), (3, back), (4, there))]  # fmt: skip
    known: list[BookingRequest] = [request(1, "create")]
    keys = []

    for step in steps:
        known.append(step)
        (message,) = due_messages(facts(*known, booking(start=step.start_at)), NOW + HOUR, POLICY)
        keys.append(message.key)

    assert len(set(keys)) == 3


def test_a_change_contains_the_previous_time() -> None:
    """The time before the last change, not the first one."""
    updates = [request(2, "update", at=NOW - 9 * MINUTE, startAt=LATER, endAt=LATER + HOUR),
               request(3, "update", at=NOW - MINUTE, endAt=LATER + 2 * HOUR)]  # fmt: skip

    (message,) = due_messages(
        facts(request(1, "create"), *updates, booking(start=LATER, endAt=LATER + 2 * HOUR)), NOW, POLICY
    )

    assert message.kind == MessageKind.CHANGED
    assert message.previous_window == Window(LATER, LATER + HOUR)
    assert message.window == Window(LATER, LATER + 2 * HOUR)
    assert message.previous_port is None


def test_a_switch_has_the_previous_port_and_the_link_of_the_new_booking() -> None:
    """The time stayed the same."""
    (message,) = due_messages(
        facts(
            request(1, "create", at=OLD),
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW),
            booking(2, bookedEvses=[{"id": 5002}]),
        ),
        NOW,
        POLICY,
    )

    assert (message.previous_window, message.external_id) == (None, "web-other")
    assert (message.port and message.port.label, message.previous_port and message.previous_port.label) == (
        "P5002",
        "P5001",
    )
    assert message.replaced
    assert (message.replaced.external_id, message.replaced.booking.id) == (OURS, 1)
    assert message.replaced.port == message.previous_port


def test_a_switch_and_a_change_in_one_window_still_remove_the_old_entry() -> None:
    """The message about the change is the only one, and the old booking is not reported by itself."""
    (message,) = due_messages(
        facts(
            request(1, "create", at=OLD),
            request(2, "create", externalId="web-other", bookingId=2, evseId=5002, at=NOW - 2 * MINUTE),
            request(3, "update", bookingId=2, startAt=LATER, endAt=LATER + HOUR),
            booking(status="cancelled", createdAt=OLD, lastUpdatedAt=NOW),
            booking(2, start=LATER, bookedEvses=[{"id": 5002}]),
        ),
        NOW,
        POLICY,
    )

    assert (message.kind, message.previous_window) == (MessageKind.CHANGED, Window(START, START + HOUR))
    assert message.replaced
    assert message.replaced.external_id == OURS


def test_a_declined_request_carries_the_networks_reason() -> None:
    """With the requested time and port."""
    (message,) = due_messages(facts(request(1, "create", "rejected", rejectionReason="Full.")), NOW, POLICY)

    assert (message.rejection_reason, message.booking, message.window) == ("Full.", None, Window(START, START + HOUR))
    assert message.port
    assert message.port.evse_id == 5001


@pytest.mark.parametrize(("external_id", "linked"), [(OURS, True), ("admin-1", True), ("app-1", False), (None, False)])
def test_only_bookings_made_here_have_a_link(external_id: str | None, linked: bool) -> None:  # noqa: FBT001 — a column
    """Those made on the site and by staff."""
    (message,) = due_messages(facts(request(1, "create", externalId=external_id), booking()), NOW, POLICY)

    assert message.external_id == (external_id if linked else None)


@pytest.mark.parametrize("change", ["2026-03-08T06:30:00Z", "2026-11-01T05:30:00Z"])
def test_the_reminder_is_an_hour_of_real_time_before_a_clock_change(change: str) -> None:
    """In spring an hour of the wall clock is missing, in autumn one comes twice."""
    now = datetime.fromisoformat(change)
    aged: dict[str, Any] = {"createdAt": now - 25 * HOUR, "lastUpdatedAt": now - 25 * HOUR}

    def starting(start: datetime) -> list[str]:
        return due(booking(start=start.astimezone(DETROIT), **aged), now=now)

    assert (starting(now + HOUR), starting(now + HOUR + MINUTE)) == (["reminder"], [])


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_a_clock_step_repeats_no_key(step: timedelta) -> None:
    """Nor does it lose an event that is less than a day old."""
    given = facts(request(1, "create"), booking())

    before, after = (due_messages(given, now, POLICY) for now in (NOW, NOW + step))

    assert [one.key for one in before] == [one.key for one in after] == ["created:1"]


def test_events_are_found_once() -> None:
    """A cancellation appears in both its request and its booking."""
    snapshot = Snapshot((request(2, "cancel"),), (booking(status="cancelled"),))

    assert [event.key for event in find_events(snapshot, NOW, POLICY)] == ["canceled:1"]
