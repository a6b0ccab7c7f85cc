"""Error responses of the simulator, validated against the official document."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.ampeco_client import AmpecoClient, ApiError, CancelBooking, NotFound, RateLimited, Unauthorized
from tests.contract.document import Document
from tests.contract.exchanges import NOW, ExchangeRecorder
from tests.contract.validator import ContractValidator

_REQUEST_BODIES: dict[str, Callable[[AmpecoClient, int], Awaitable[object]]] = {
    "locationsListing": lambda ampeco, _: ampeco.list_locations().page(),
    "locationRead": lambda ampeco, record_id: ampeco.read_location(record_id),
    "chargePointsListing": lambda ampeco, _: ampeco.list_charge_points().page(),
    "chargePointRead": lambda ampeco, record_id: ampeco.read_charge_point(record_id),
    "chargePointEvsesListing": lambda ampeco, record_id: ampeco.list_charge_point_evses(record_id).page(),
    "evsesListing": lambda ampeco, _: ampeco.list_evses().page(),
    "evseRead": lambda ampeco, record_id: ampeco.read_evse(record_id),
    "locationCheckBookingAvailability": lambda ampeco, record_id: ampeco.check_booking_availability(
        record_id, start_after=NOW, end_before=NOW + timedelta(hours=1)
    ),
    "bookingRequestsListing": lambda ampeco, _: ampeco.list_booking_requests().page(),
    "bookingRequestRead": lambda ampeco, record_id: ampeco.read_booking_request(record_id),
    "bookingRequestCreate": lambda ampeco, record_id: ampeco.submit_booking_request(
        CancelBooking(booking_id=record_id)
    ),
    "bookingsListing": lambda ampeco, _: ampeco.list_bookings().page(),
    "bookingRead": lambda ampeco, record_id: ampeco.read_booking(record_id),
    "usersListing": lambda ampeco, _: ampeco.list_users().page(),
    "userRead": lambda ampeco, record_id: ampeco.read_user(record_id),
}
"""How the client comes to each operation, about a record where it is about one."""

_UNKNOWN = 9_999_999
_ABOUT_A_RECORD = (
    "locationRead",
    "chargePointRead",
    "chargePointEvsesListing",
    "evseRead",
    "locationCheckBookingAvailability",
    "bookingRequestRead",
    "bookingRead",
    "userRead",
)


async def _spoil_the_token(recorder: ExchangeRecorder) -> None:
    recorder.token = "of-somebody-else"


async def _take_the_right_away(recorder: ExchangeRecorder) -> None:
    recorder.simulator.faults({"kind": "status", "status": 403})


async def _use_up_the_calls(recorder: ExchangeRecorder) -> None:
    recorder.simulator.rate_limit(1)
    await recorder.send_raw("GET", "/resources/locations/v2.0")


_FAILURES: dict[int, tuple[Callable[[ExchangeRecorder], Awaitable[None]], type[ApiError]]] = {
    401: (_spoil_the_token, Unauthorized),
    403: (_take_the_right_away, Unauthorized),
    429: (_use_up_the_calls, RateLimited),
}


def test_every_operation_is_covered(document: Document) -> None:
    """By the tests below."""
    about_a_record = {name for name, each in document.operations.items() if 404 in each.answers and "{" in each.path}

    assert document.operations.keys() == _REQUEST_BODIES.keys()
    assert about_a_record == set(_ABOUT_A_RECORD)


@pytest.mark.parametrize("status", _FAILURES)
@pytest.mark.parametrize("operation", _REQUEST_BODIES)
async def test_common_errors_are_as_documented(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, operation: str, status: int
) -> None:
    """An invalid token, a missing permission, too many calls."""
    failure, error = _FAILURES[status]
    await failure(isolated_recorder)
    isolated_recorder.exchanges.clear()

    with pytest.raises(error):
        await _REQUEST_BODIES[operation](isolated_recorder.ampeco, 1)

    assert {exchange.status_code for exchange in isolated_recorder.exchanges} == {status}
    assert validator.complaints(*isolated_recorder.exchanges) == []


async def test_a_429_has_the_rate_limit_headers(isolated_recorder: ExchangeRecorder) -> None:
    """The document defines `X-RateLimit-*`; the time to wait is in `Retry-After`."""
    await _use_up_the_calls(isolated_recorder)

    with pytest.raises(RateLimited) as caught:
        await isolated_recorder.ampeco.read_location(1)

    assert caught.value.rate_limit is not None
    assert (caught.value.rate_limit.limit, caught.value.rate_limit.remaining) == (1, 0)
    assert caught.value.retry_after is not None


@pytest.mark.parametrize("operation", _ABOUT_A_RECORD)
async def test_an_unknown_record_is_a_documented_404(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, operation: str
) -> None:
    with pytest.raises(NotFound):
        await _REQUEST_BODIES[operation](isolated_recorder.ampeco, _UNKNOWN)

    assert [exchange.status_code for exchange in isolated_recorder.exchanges] == [404]
    assert validator.complaints(*isolated_recorder.exchanges) == []
