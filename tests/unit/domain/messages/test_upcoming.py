"""Which bookings the mail with a driver's links lists."""

from itertools import permutations
from typing import Any

import pytest

from shared.domain.messages.policy import MessagePolicy
from shared.domain.messages.upcoming import UpcomingBooking, upcoming_bookings
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

OTHER = OURS.replace("web-", "partner-")


def upcoming(*what: Any, policy: MessagePolicy = POLICY) -> tuple[UpcomingBooking, ...]:
    """Return the bookings, which must not depend on the order of the facts."""
    (result,) = {upcoming_bookings(facts(*order), NOW, policy) for order in permutations(what)} or {()}
    return result


def test_a_booking_of_ours_has_what_its_link_and_its_lines_need() -> None:
    """As Ampeco reports it now."""
    (one,) = upcoming(request(1, "create"), booking())

    assert (one.external_id, one.zone, one.location.id) == (OURS, DETROIT, 101)
    assert (one.window.start, one.window.end) == (START, START + HOUR)
    assert one.port
    assert one.port.evse_id == 5001


@pytest.mark.parametrize("made", [[], *([request(1, "create", externalId=one)] for one in (None, OTHER))])
def test_a_booking_made_elsewhere_has_no_link(made: list[Any]) -> None:
    """It is listed, unless messages are for the site's bookings only."""
    assert [one.external_id for one in upcoming(booking(), *made)] == [None]
    assert upcoming(booking(), *made, policy=MessagePolicy(own_bookings_only=True)) == ()


@pytest.mark.parametrize("status", ["accepted", "reserved"])
def test_a_booking_under_way_is_listed(status: str) -> None:
    """Its driver may need to cancel or to find the port."""
    assert len(upcoming(request(1, "create"), booking(status=status, start=NOW - HOUR + MINUTE))) == 1


@pytest.mark.parametrize("status", ["cancelled", "completed", "no-show", "failed", "new-to-us"])
def test_a_booking_that_is_no_more_is_not_listed(status: str) -> None:
    """Whatever ended it."""
    assert upcoming(request(1, "create"), booking(status=status)) == ()


def test_a_booking_that_is_over_is_not_listed() -> None:
    """From the minute of its end on."""
    assert upcoming(request(1, "create"), booking(start=NOW - HOUR)) == ()


def test_a_booking_without_a_known_site_is_not_listed() -> None:
    """Nothing could be said about it."""
    assert upcoming(request(1, "create"), booking(locationId=None)) == ()
    assert upcoming(request(1, "create"), booking(locationId=999)) == ()


def test_a_duplicate_of_a_key_is_listed_once() -> None:
    """Both have the same link, and one of them is about to be canceled."""
    both = (request(1, "create"), request(2, "create", bookingId=2))

    (one,) = upcoming(*both, booking(1), booking(2, bookedEvses=[{"id": 5002}]), evse(5002))

    assert one.port
    assert one.port.evse_id == 5001


def test_the_next_booking_comes_first() -> None:
    """Whichever was made first; two at the same time by their number."""
    later = request(2, "create", externalId="admin-2", bookingId=2)
    same = request(3, "create", externalId="web-3", bookingId=3)

    found = upcoming(request(1, "create"), later, same, booking(1), booking(2, start=NOW), booking(3))

    assert [one.external_id for one in found] == ["admin-2", OURS, "web-3"]


def test_a_booking_whose_port_is_unknown_says_so() -> None:
    """Any port was requested, and Ampeco did not name it."""
    (one,) = upcoming(request(1, "create", evseId=None), booking(bookedEvses=None))

    assert one.port is None
