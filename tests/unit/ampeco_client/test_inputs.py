"""Records sent to Ampeco."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.ampeco_client import (
    CancelBooking,
    ConnectorType,
    CreateBooking,
    CurrentType,
    EvseCriteria,
    UpdateBooking,
)

Sample = Callable[[str], Any]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class TestInputs:
    def test_times_are_converted_to_utc(self) -> None:
        """In any machine time zone."""
        east = datetime(2026, 11, 23, 14, tzinfo=timezone(timedelta(hours=2)))

        assert UpdateBooking(booking_id=77, start_at=east).start_at == NOON
        assert UpdateBooking(booking_id=77, start_at=east).model_dump()["start_at"].tzinfo is UTC

    def test_a_booking_request_is_serialized_as_documented(self) -> None:
        """Names in camelCase, times in UTC with Z, powers in kW; unset fields are left out."""
        west = timezone(timedelta(hours=-5))
        booking = CreateBooking(
            user_id=41,
            location_id=101,
            start_at=datetime(2026, 11, 23, 9, tzinfo=west),
            end_at=datetime(2026, 11, 23, 10, 30, tzinfo=west),
            evse_criteria=EvseCriteria(connector_type=ConnectorType.CCS1, current_type=CurrentType.DC, min_power=50),
            external_id="b2c7",
        )

        assert booking.model_dump(mode="json", by_alias=True, exclude_none=True) == {
            "type": "create",
            "userId": 41,
            "locationId": 101,
            "startAt": "2026-11-23T14:00:00Z",
            "endAt": "2026-11-23T15:30:00Z",
            "evseCriteria": {"currentType": "dc", "connectorType": "ccs1", "minPower": 50.0},
            "externalId": "b2c7",
        }

    def test_an_update_request_has_only_the_changed_fields(self) -> None:
        """Fields that are left out stay unchanged at Ampeco."""
        change = UpdateBooking(booking_id=77, end_at=NOON)
        end = CancelBooking(booking_id=77)

        assert change.model_dump_json(by_alias=True, exclude_none=True) == (
            '{"type":"update","bookingId":77,"endAt":"2026-11-23T12:00:00Z"}'
        )
        assert end.model_dump_json(by_alias=True, exclude_none=True) == '{"type":"cancel","bookingId":77}'

    @pytest.mark.parametrize(
        "wrong",
        [
            {"user_id": 0},
            {"user_id": True},
            {"user_id": "41"},
            {"location_id": -1},
            {"evse_id": 0},
            {"start_at": datetime(2026, 11, 23, 9)},  # noqa: DTZ001 - a naive time is the case
            {"external_id": ""},
            {"external_id": "x" * 256},
            {"evse_criteria": {"minPower": float("nan")}},
            {"type": "cancel"},
            {"userID": 41},
        ],
    )
    def test_invalid_input_is_rejected_before_it_is_sent(self, wrong: dict[str, Any]) -> None:
        """A mistake of the caller is a ValueError here, not a 422 from Ampeco."""
        right = {"user_id": 41, "location_id": 101, "start_at": NOON, "end_at": NOON}

        with pytest.raises(ValueError, match="validation error"):
            CreateBooking(**right | wrong)

    def test_the_longest_external_id_fits(self) -> None:
        """255 characters, the documented maximum."""
        assert CancelBooking(booking_id=77, external_id="x" * 255).external_id == "x" * 255
