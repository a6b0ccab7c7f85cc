"""Decisions on create commands, as a table: a pure function of the context."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import ConnectorType, CreateRequest, Evse, EvseCriteria, User
from shared.domain.bookings.conflicts import LISTS, ActiveBookings, BusyInterval
from shared.domain.bookings.decision import (
    Context,
    CreateBookingCommand,
    NeedAttempts,
    NeedOwnBookings,
    Replay,
    SlotTaken,
    Submit,
    decide,
)
from shared.domain.catalog.sites import Port, build_port
from shared.domain.errors import DriverNotFound, InvalidRequest, KeyReused, OverlappingBooking, TooManyBookings
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.intervals import Window
from tests.unit.domain.commands import COMMAND, DRIVER, WANTED, mine
from tests.unit.domain.records import NOW, evse

USER = User.model_validate(DRIVER)
EARLIER = CreateRequest.model_validate(mine(5, "pending"))
HOUR = timedelta(hours=1)
LONG = (Window(WANTED.start - HOUR, WANTED.end + 3 * HOUR),)
ELSEWHERE = (Window(WANTED.end, WANTED.end + 3 * HOUR),)
MINE = BusyInterval(USER.id, WANTED, 7)
LATER = BusyInterval(USER.id, Window(WANTED.end, WANTED.end + HOUR), 8)
NOTHING_BOOKED = ActiveBookings((), user_id=USER.id)
POLICY = BookingPolicy(max_bookings_per_driver=2)


def command(**changes: Any) -> CreateBookingCommand:
    """Return the usual command with other fields."""
    return COMMAND._replace(**changes)


def submit(**changes: Any) -> Submit:
    """Return the decision to submit that command."""
    return Submit(command(**changes).request(USER))


def context(**changes: Any) -> Context:
    """Return a context without conflicts, with other fields."""
    usual = Context((USER,), {5001: LONG, 5002: LONG}, (), NOTHING_BOOKED, {}, has_all_attempts=True)
    return usual._replace(**changes)


@pytest.mark.parametrize(
    ("wanted", "loaded", "decision"),
    [
        pytest.param(command(), context(), submit(), id="nothing is in the way"),
        pytest.param(command(evse_id=None), context(), submit(evse_id=None), id="any port"),
        pytest.param(
            command(evse_id=None, criteria=EvseCriteria()),
            context(),
            submit(evse_id=None, criteria=EvseCriteria()),
            id="ports not known yet",
        ),
        pytest.param(command(), context(earlier=(EARLIER,)), Replay((EARLIER,)), id="the key was used"),
        pytest.param(command(), context(earlier=(EARLIER,), free={}), Replay((EARLIER,)), id="used, and taken since"),
        pytest.param(
            command(), context(active_bookings=None), NeedOwnBookings(USER), id="nothing loaded of the driver"
        ),
        pytest.param(
            command(),
            context(active_bookings=ActiveBookings((), LISTS)),
            NeedOwnBookings(USER),
            id="everybody's bookings are more than a page",
        ),
        pytest.param(
            command(),
            context(active_bookings=ActiveBookings((MINE._replace(user_id=9),))),
            submit(),
            id="another's",
        ),
        pytest.param(command(), context(active_bookings=NOTHING_BOOKED._replace(intervals=(LATER,))), submit()),
        pytest.param(
            command(),
            context(users=(), free={5001: ELSEWHERE}, has_all_attempts=False),
            NeedAttempts(is_slot_taken=True),
            id="the slot may be taken by an earlier attempt",
        ),
        pytest.param(
            command(),
            context(active_bookings=NOTHING_BOOKED._replace(intervals=(MINE,)), has_all_attempts=False),
            NeedAttempts(is_slot_taken=False),
            id="the overlapping booking may be of an earlier attempt",
        ),
    ],
)
def test_a_command_leads_to_one_decision(wanted: CreateBookingCommand, loaded: Context, decision: object) -> None:
    """Each row is a command, its context, and the decision."""
    assert decide(wanted, loaded, POLICY, NOW) == decision


@pytest.mark.parametrize(
    ("wanted", "loaded", "refusal"),
    [
        pytest.param(command(evse_id=5009), context(), InvalidRequest, id="no such port"),
        pytest.param(command(), context(users=()), DriverNotFound, id="nobody has that email"),
        pytest.param(command(evse_id=5002), context(earlier=(EARLIER,)), KeyReused, id="the key of another port"),
        pytest.param(command(), context(earlier=(EARLIER,), users=()), KeyReused, id="the key of another driver"),
        pytest.param(
            command(),
            context(active_bookings=NOTHING_BOOKED._replace(intervals=(MINE,))),
            OverlappingBooking,
            id="the driver has that time",
        ),
        pytest.param(
            command(),
            context(active_bookings=NOTHING_BOOKED._replace(intervals=(LATER, LATER._replace(booking_id=9)))),
            TooManyBookings,
            id="the driver has as many as allowed",
        ),
    ],
)
def test_a_command_is_refused(wanted: CreateBookingCommand, loaded: Context, refusal: type[Exception]) -> None:
    """Each refusal has its own exception."""
    with pytest.raises(refusal):
        decide(wanted, loaded, POLICY, NOW)


def test_a_taken_slot_is_reported_before_any_error_about_the_driver() -> None:
    """So a visitor cannot find out whether an email is known; alternatives are included."""
    loaded = context(users=(), free={5001: ELSEWHERE, 5002: LONG})

    decision = decide(command(), loaded, POLICY, NOW)

    assert isinstance(decision, SlotTaken)
    assert decision.alternatives.same_port[0].window.start == WANTED.end


_PLUGS = {5001: ("ccs1",), 5002: ("nacs",), 5003: ("ccs1", "nacs"), 5004: ("nacs",)}
_UNKNOWN = 5005


@pytest.mark.parametrize(
    ("wanted", "taken", "offered"),
    [
        pytest.param(command(evse_id=5001), {5001}, [5003], id="a port of one plug"),
        pytest.param(command(evse_id=5003), {5003}, [], id="a port of two plugs, of which the car may have either"),
        pytest.param(
            command(evse_id=None, criteria=EvseCriteria(connector_type=ConnectorType.NACS, min_power=200)),
            {5004, _UNKNOWN},
            [5002, 5003],
            id="a plug with more power than others have",
        ),
        pytest.param(command(evse_id=_UNKNOWN), {_UNKNOWN}, [], id="a port whose plugs are unknown"),
        pytest.param(command(evse_id=None), {*_PLUGS, _UNKNOWN}, [], id="any port"),
    ],
)
def test_another_port_is_offered_only_if_the_plug_fits(
    wanted: CreateBookingCommand, taken: set[int], offered: list[int]
) -> None:
    """Only port 5004 has 250 kW."""
    ports = {number: _port(number, plugs, kw=250 if number == 5004 else 150) for number, plugs in _PLUGS.items()}
    free = {number: ELSEWHERE if number in taken else LONG for number in (*_PLUGS, _UNKNOWN)}

    decision = decide(wanted, context(free=free, known_ports=ports), POLICY, NOW)

    assert isinstance(decision, SlotTaken)
    assert [offer.evse_id for offer in decision.alternatives.same_time] == offered


def _port(number: int, plugs: tuple[str, ...], *, kw: int) -> Port:
    connectors = [{"type": plug} for plug in plugs]
    record = evse(number, f"P{number}", connectors=connectors, powerOptions={"maxPower": kw * 1000})
    return build_port(Evse.model_validate(record))


def test_overlaps_are_allowed_if_the_policy_allows_them() -> None:
    """Only the number of bookings is limited then."""
    loaded = context(active_bookings=NOTHING_BOOKED._replace(intervals=(MINE,)))

    assert decide(command(), loaded, BookingPolicy(allow_overlapping_bookings=True), NOW) == submit()
