"""Invalid arguments are refused before a request is made."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import respx

from shared.ampeco_client import (
    AmpecoClient,
)

BY_ID: dict[str, Callable[[AmpecoClient, Any], Awaitable[Any]]] = {
    "read_location": AmpecoClient.read_location,
    "read_charge_point": AmpecoClient.read_charge_point,
    "list_charge_point_evses": lambda client, identifier: client.list_charge_point_evses(identifier).all(),
    "read_evse": AmpecoClient.read_evse,
    "check_booking_availability": lambda client, identifier: client.check_booking_availability(
        identifier, start_after=datetime(2026, 11, 23, tzinfo=UTC), end_before=datetime(2026, 11, 24, tzinfo=UTC)
    ),
    "read_booking_request": AmpecoClient.read_booking_request,
    "read_booking": AmpecoClient.read_booking,
    "read_user": AmpecoClient.read_user,
}


@pytest.mark.parametrize("wrong", [0, -1, True, "1", "1/../../users/v1.0"])
@pytest.mark.parametrize("ask", BY_ID.values(), ids=BY_ID)
async def test_only_a_positive_integer_gets_into_a_path(
    ask: Callable[[AmpecoClient, Any], Awaitable[Any]], wrong: Any, client: AmpecoClient, ampeco: respx.MockRouter
) -> None:
    """Each operation checks it, whatever its caller passes."""
    with pytest.raises(ValueError, match="identifier"):
        await ask(client, wrong)

    assert ampeco.calls.call_count == 0


async def test_a_window_without_an_offset_is_refused(client: AmpecoClient) -> None:
    """A naive time would be interpreted in the time zone of the machine."""
    naive = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - a naive time is the case

    with pytest.raises(ValueError, match="offset"):
        await client.check_booking_availability(101, start_after=naive, end_before=datetime(2026, 11, 24, tzinfo=UTC))
