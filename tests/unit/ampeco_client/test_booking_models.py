"""Models of requests, bookings and users."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from shared.ampeco_client import (
    AccessMethod,
    Booking,
    BookingRequestStatus,
    BookingStatus,
    CancelRequest,
    ConnectorType,
    CreateRequest,
    CurrentType,
    EvseCriteria,
    OtherRequest,
    UpdateRequest,
    User,
    UserStatus,
)
from shared.ampeco_client.models.booking_request import parse_booking_request

Sample = Callable[[str], Any]


class TestAnswers:
    def test_each_type_of_request_has_its_own_model(self, sample: Sample) -> None:
        """The field `type` selects the model."""
        create, update, cancel = map(parse_booking_request, sample("booking_requests")["data"])

        requested = datetime(2026, 11, 22, 23, 40, tzinfo=UTC)
        assert create == CreateRequest(
            id=9001,
            status=BookingRequestStatus.PENDING,
            created_at=requested,
            last_updated_at=requested,
            user_id=41,
            location_id=101,
            start_at=datetime(2026, 11, 23, 14, tzinfo=UTC),
            end_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
        )
        assert update == UpdateRequest(
            id=9002,
            status=BookingRequestStatus.REJECTED,
            rejection_reason="The EVSE is not available.",
            created_at=requested + timedelta(minutes=1),
            last_updated_at=requested + timedelta(minutes=1, seconds=5),
            booking_id=77,
            start_at=datetime(2026, 11, 23, 16, tzinfo=UTC),
        )
        assert cancel == CancelRequest(
            id=9003,
            status=BookingRequestStatus.APPROVED,
            created_at=requested + timedelta(minutes=2),
            last_updated_at=requested + timedelta(minutes=2, seconds=1),
            booking_id=77,
            external_id="b2c7.cancel",
        )

    def test_an_approved_request_has_its_booking_id_and_the_submitted_criteria(self, sample: Sample) -> None:
        """The criteria are returned as they were sent, so they can be compared."""
        request = parse_booking_request(sample("create_request")["data"])

        assert isinstance(request, CreateRequest)
        assert (request.booking_id, request.evse_id, request.external_id) == (77, 5001, "b2c7")
        assert request.evse_criteria == EvseCriteria(
            current_type=CurrentType.DC, connector_type=ConnectorType.CCS1, min_power=50
        )

    @pytest.mark.parametrize("type_", [None, "extend", 5])
    def test_a_request_of_an_unknown_type_is_parsed_as_other(self, type_: object, sample: Sample) -> None:
        """Its effect is unknown; its user and times are still available."""
        request = parse_booking_request(sample("create_request")["data"] | {"type": type_})

        assert isinstance(request, OtherRequest)
        assert (request.type, request.user_id, request.start_at) == (
            "other",
            41,
            datetime(2026, 11, 23, 14, tzinfo=UTC),
        )

    def test_a_booking_has_its_evse_ids_where_evses_are_included(self, sample: Sample) -> None:
        """A list of objects in the response, plain ids in the model; no RFID token."""
        booking = Booking.model_validate(sample("booking")["data"])

        assert booking == Booking(
            id=77,
            user_id=41,
            location_id=101,
            start_at=datetime(2026, 11, 23, 14, tzinfo=UTC),
            end_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
            status=BookingStatus.NO_SHOW,
            access_methods=(AccessMethod.OPEN,),
            created_at=datetime(2026, 11, 22, 23, 40, 2, tzinfo=UTC),
            last_updated_at=datetime(2026, 11, 23, 14, 20, tzinfo=UTC),
            booked_evse_ids=(5001, 5002),
        )
        assert "RFID" not in booking.model_dump_json()

    @pytest.mark.parametrize(("told", "known"), [(None, None), ([], ()), ([{"id": 5001}], (5001,))])
    def test_unknown_evses_and_no_evses_are_different(self, told: object, known: object, sample: Sample) -> None:
        """None means unknown; an empty tuple means that there is no EVSE."""
        record = sample("booking")["data"] | {"bookedEvses": told}

        assert known == Booking.model_validate(record).booked_evse_ids
        assert Booking.model_validate(sample("bookings")["data"][0]).booked_evse_ids is None

    @pytest.mark.parametrize("odd", ["5001", 5001, [{"no": "id"}], [None]])
    def test_malformed_booked_evses_are_rejected(self, odd: object, sample: Sample) -> None:
        """A booking without a location cannot be displayed."""
        with pytest.raises(ValidationError):
            Booking.model_validate(sample("booking")["data"] | {"bookedEvses": odd})

    def test_only_seven_fields_of_a_user_are_parsed(self, sample: Sample) -> None:
        """No address, bank data or password hash, and no personal data in the repr."""
        user = User.model_validate(sample("user")["data"])

        assert user == User(
            id=41,
            email="driver@example.com",
            status=UserStatus.ENABLED,
            first_name="Dana",
            last_name="Rivera",
            phone="+1 555 0100",
            locale="en",
        )
        assert repr(user) == "User(id=41, status=<UserStatus.ENABLED: 'enabled'>, locale='en')"
