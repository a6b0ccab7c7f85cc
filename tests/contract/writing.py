"""All writes of the client, with all parameters, and the resulting requests."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from shared.ampeco_client import (
    Booking,
    CancelBooking,
    ConnectorType,
    CreateBooking,
    CreateRequest,
    CurrentType,
    EvseCriteria,
    UpdateBooking,
)
from tests.contract.exchanges import ExchangeRecorder, Exercise
from tests.contract.reading import EVSE, LOCATION, USER

__all__ = ["WRITING"]

_OTHER_USER = 1003
_QUARTER = timedelta(minutes=15)
_REFUSAL = "The site is closed that day."

_CREATE_VARIANTS: dict[str, dict[str, Any]] = {
    "any port": {},
    "a port": {"evse_id": EVSE},
    "a port and criteria": {"evse_id": EVSE, "evse_criteria": EvseCriteria(min_power=50)},
    "with an external id": {"evse_id": EVSE, "external_id": "an id of ours: é"},
    "with the longest external id": {"external_id": "x" * 255},
    "no criteria": {"evse_criteria": EvseCriteria()},
    "a least power": {"evse_criteria": EvseCriteria(min_power=49.5)},
    "a most power": {"evse_criteria": EvseCriteria(max_power=150)},
    "every criterion": {
        "evse_criteria": EvseCriteria(current_type="dc", connector_type="ccs1", min_power=1, max_power=1000)
    },
    **{f"connector {kind}": {"evse_criteria": EvseCriteria(connector_type=kind)} for kind in ConnectorType},
    **{f"current {kind}": {"evse_criteria": EvseCriteria(current_type=kind)} for kind in CurrentType},
}

_Change = Callable[[Booking], UpdateBooking | CancelBooking]
_CHANGES: dict[str, _Change] = {
    "update: nothing": lambda old: UpdateBooking(booking_id=old.id),
    "update: another start": lambda old: UpdateBooking(booking_id=old.id, start_at=old.start_at + _QUARTER),
    "update: another end": lambda old: UpdateBooking(booking_id=old.id, end_at=old.end_at - _QUARTER),
    "update: another driver": lambda old: UpdateBooking(booking_id=old.id, user_id=_OTHER_USER),
    "update: everything": lambda old: UpdateBooking(
        booking_id=old.id,
        user_id=_OTHER_USER,
        start_at=old.start_at + _QUARTER,
        end_at=old.end_at - _QUARTER,
        external_id="moved",
    ),
    "cancel": lambda old: CancelBooking(booking_id=old.id),
    "cancel: with an external id": lambda old: CancelBooking(booking_id=old.id, external_id="cancelled"),
}


def _writing() -> Iterator[tuple[str, Exercise]]:
    for name, variants in _CREATE_VARIANTS.items():
        yield f"create: {name}", partial(_create, variants)
    yield "create: refused", partial(_create, {"external_id": "refused"}, refusal=_REFUSAL)
    for name, change in _CHANGES.items():
        yield name, partial(_change, change)
        yield f"{name}, refused", partial(_change, change, refusal=_REFUSAL)


async def _create(variants: dict[str, Any], recorder: ExchangeRecorder, refusal: str | None = None) -> None:
    await _submit_and_follow(recorder, _new_booking(recorder, **variants), refusal)


async def _change(change: _Change, recorder: ExchangeRecorder, refusal: str | None = None) -> None:
    recorder.simulator.approval("instant")
    created = await recorder.ampeco.submit_booking_request(_new_booking(recorder))
    assert isinstance(created, CreateRequest)
    assert created.booking_id is not None
    booking = await recorder.ampeco.read_booking(created.booking_id)
    await _submit_and_follow(recorder, change(booking), refusal)
    await recorder.ampeco.read_booking(booking.id)


async def _submit_and_follow(
    recorder: ExchangeRecorder, ask: CreateBooking | UpdateBooking | CancelBooking, refusal: str | None
) -> None:
    """Submit a request, and read it before and after it is decided."""
    recorder.simulator.approval("held", rejectReason=refusal)
    request = await recorder.ampeco.submit_booking_request(ask)
    await recorder.ampeco.read_booking_request(request.id)
    recorder.simulator.decide(request.id)
    await recorder.ampeco.read_booking_request(request.id)


def _new_booking(recorder: ExchangeRecorder, **variants: Any) -> CreateBooking:
    start, end = recorder.free_hour()
    return CreateBooking(user_id=USER, location_id=LOCATION, start_at=start, end_at=end, **variants)


WRITING: dict[str, Exercise] = dict(_writing())
"""Every exercise that writes, by what it does."""
