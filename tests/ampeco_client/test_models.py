from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.ampeco_client import (
    AccessMethod,
    Booking,
    BookingRequestStatus,
    BookingStatus,
    CancelBooking,
    CancelRequest,
    ChargePoint,
    ChargePointStatus,
    ChargePointType,
    Connector,
    ConnectorFormat,
    ConnectorStatus,
    ConnectorType,
    CreateBooking,
    CreateRequest,
    CurrentType,
    Evse,
    EvseAvailability,
    EvseCriteria,
    EvseStatus,
    Facility,
    Geoposition,
    HardwareStatus,
    HoursInterval,
    Location,
    LocationImage,
    LocationStatus,
    NetworkStatus,
    ParkingType,
    PowerOptions,
    TimeSlot,
    Translation,
    UpdateBooking,
    UpdateRequest,
    User,
    UserStatus,
    WeekHours,
    WorkingHours,
)
from shared.ampeco_client.models.booking_request import parse_booking_request

Sample = Callable[[str], Any]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
UPDATED = datetime(2026, 11, 2, 14, 3, 11, tzinfo=UTC)


class TestAnswers:
    def test_a_location_is_read_whole(self, sample: Sample) -> None:
        """Every field that is kept, as the document spells it; all others are gone."""
        location = Location.model_validate(sample("location")["data"])

        assert location == Location(
            id=101,
            name=(
                Translation(locale="en", translation="Riverfront Garage"),
                Translation(locale="es", translation="Estacionamiento Riverfront"),
            ),
            description=(Translation(locale="en", translation="Level 2, by the elevators."),),
            additional_description=(Translation(locale="en", translation=""),),
            geoposition=Geoposition(latitude=42.9634, longitude=-85.6781),
            address=(Translation(locale="en", translation="200 Front Ave SW, Grand Rapids, MI 49504"),),
            street_address=(Translation(locale="en", translation="200 Front Ave SW"),),
            city="Grand Rapids",
            state="MI",
            country="US",
            post_code="49504",
            timezone="America/Detroit",
            parking_type=ParkingType.PARKING_GARAGE,
            access_methods=(AccessMethod.OPEN, AccessMethod.PARKING_TICKET),
            facilities=(Facility.CAFE, Facility.WIFI),
            working_hours=WorkingHours(
                is_always_open=False,
                hours=WeekHours(
                    monday=(
                        HoursInterval(start=time(6), end=time(12)),
                        HoursInterval(start=time(13), end=time(22, 30)),
                    ),
                    tuesday=(HoursInterval(start=time(6), end=time(22, 30)),),
                ),
            ),
            images=(
                LocationImage(
                    original="https://cdn.ampeco.test/101.jpg",
                    thumbnail="https://cdn.ampeco.test/101-s.jpg",
                    mime_type="image/jpeg",
                ),
            ),
            status=LocationStatus.ENABLED,
            last_updated_at=UPDATED,
        )

    def test_a_charge_point_keeps_no_secret(self, sample: Sample) -> None:
        """Neither the PIN nor the network password nor the sharing code is there to leak."""
        point = ChargePoint.model_validate(sample("charge_point")["data"])

        assert point == ChargePoint(
            id=301,
            name="Riverfront 1",
            type=ChargePointType.PUBLIC,
            location_id=101,
            status=ChargePointStatus.ENABLED,
            network_status=NetworkStatus.AVAILABLE,
            last_updated_at=UPDATED,
        )
        assert not [secret for secret in ("4711", "station-secret", "share-me") if secret in point.model_dump_json()]

    def test_an_evse_gives_its_power_in_watts(self, sample: Sample) -> None:
        """150000 stays 150000: whoever shows kW divides."""
        evse = Evse.model_validate(sample("evse")["data"])

        assert evse == Evse(
            id=5001,
            charge_point_id=301,
            physical_reference="GR-RF-A1",
            label="A1",
            current_type=CurrentType.DC,
            status=EvseStatus.ENABLED,
            booking_enabled=True,
            power_options=PowerOptions(max_power=150_000),
            hardware_status=HardwareStatus.SUSPENDED_EV,
            connectors=(
                Connector(id=1, type=ConnectorType.CCS1, format=ConnectorFormat.CABLE, status=ConnectorStatus.ENABLED),
                Connector(id=2, type=ConnectorType.CHADEMO),
            ),
            last_updated_at=UPDATED,
        )

    def test_availability_is_free_windows_by_evse(self, sample: Sample) -> None:
        """Both spellings of UTC are the same moment; an EVSE without a window is full."""
        free, full = map(EvseAvailability.model_validate, sample("availability")["data"])

        assert free.available_slots == (
            TimeSlot(start_at=datetime(2026, 11, 23, 5, tzinfo=UTC), end_at=datetime(2026, 11, 23, 14, tzinfo=UTC)),
            TimeSlot(start_at=datetime(2026, 11, 23, 16, tzinfo=UTC), end_at=datetime(2026, 11, 24, 5, tzinfo=UTC)),
        )
        assert full == EvseAvailability(evse_id=5002, available_slots=())

    def test_each_type_of_request_has_its_own_model(self, sample: Sample) -> None:
        """The wire's `type` decides."""
        create, update, cancel = map(parse_booking_request, sample("booking_requests")["data"])

        asked = datetime(2026, 11, 22, 23, 40, tzinfo=UTC)
        assert create == CreateRequest(
            id=9001,
            status=BookingRequestStatus.PENDING,
            created_at=asked,
            last_updated_at=asked,
            user_id=41,
            location_id=101,
            start_at=datetime(2026, 11, 23, 14, tzinfo=UTC),
            end_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
        )
        assert update == UpdateRequest(
            id=9002,
            status=BookingRequestStatus.REJECTED,
            rejection_reason="The EVSE is not available.",
            created_at=asked + timedelta(minutes=1),
            last_updated_at=asked + timedelta(minutes=1, seconds=5),
            booking_id=77,
            start_at=datetime(2026, 11, 23, 16, tzinfo=UTC),
        )
        assert cancel == CancelRequest(
            id=9003,
            status=BookingRequestStatus.APPROVED,
            created_at=asked + timedelta(minutes=2),
            last_updated_at=asked + timedelta(minutes=2, seconds=1),
            booking_id=77,
            external_id="b2c7.cancel",
        )

    def test_an_approved_request_names_its_booking_and_repeats_what_was_asked(self, sample: Sample) -> None:
        """The criteria come back as they were sent, so they can be compared."""
        request = parse_booking_request(sample("create_request")["data"])

        assert isinstance(request, CreateRequest)
        assert (request.booking_id, request.evse_id, request.external_id) == (77, 5001, "b2c7")
        assert request.evse_criteria == EvseCriteria(
            current_type=CurrentType.DC, connector_type=ConnectorType.CCS1, min_power=50
        )

    @pytest.mark.parametrize("type_", [None, "extend", 5])
    def test_a_request_of_another_type_is_refused(self, type_: object, sample: Sample) -> None:
        """What it would mean is unknown: better no answer than a wrong one."""
        with pytest.raises(ValidationError):
            parse_booking_request(sample("create_request")["data"] | {"type": type_})

    def test_a_booking_tells_its_evses_where_they_were_included(self, sample: Sample) -> None:
        """A list of objects on the wire, plain identifiers here; no RFID token."""
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
    def test_not_told_and_none_are_different(self, told: object, known: object, sample: Sample) -> None:
        """None means that nobody said; an empty tuple means that there is no EVSE."""
        record = sample("booking")["data"] | {"bookedEvses": told}

        assert known == Booking.model_validate(record).booked_evse_ids
        assert Booking.model_validate(sample("bookings")["data"][0]).booked_evse_ids is None

    @pytest.mark.parametrize("odd", ["5001", 5001, [{"no": "id"}], [None]])
    def test_odd_booked_evses_are_refused(self, odd: object, sample: Sample) -> None:
        """A booking at an unknown place is no booking to show."""
        with pytest.raises(ValidationError):
            Booking.model_validate(sample("booking")["data"] | {"bookedEvses": odd})

    def test_of_a_user_only_six_fields_are_kept(self, sample: Sample) -> None:
        """No phone, address, bank data or password hash, and no personal data in the repr."""
        user = User.model_validate(sample("user")["data"])

        assert user == User(
            id=41,
            email="driver@example.com",
            status=UserStatus.ENABLED,
            first_name="Dana",
            last_name="Rivera",
            locale="en",
        )
        assert repr(user) == "User(id=41, status=<UserStatus.ENABLED: 'enabled'>, locale='en')"

    def test_a_record_cannot_be_changed(self, sample: Sample) -> None:
        """Answers are shared between callers that must not surprise each other."""
        user = User.model_validate(sample("user")["data"])

        with pytest.raises(ValidationError):
            user.status = UserStatus.DISABLED  # type: ignore[misc] # that it is frozen is the point


REQUIRED: dict[type[BaseModel], dict[str, Any]] = {
    Location: {"id": 1},
    Translation: {},
    WorkingHours: {},
    WeekHours: {},
    LocationImage: {"original": "https://cdn.ampeco.test/1.jpg", "mimeType": "image/jpeg"},
    ChargePoint: {"id": 1},
    Evse: {"id": 1, "chargePointId": 2, "physicalReference": "A1", "currentType": "dc", "status": "enabled"},
    PowerOptions: {},
    Connector: {"id": 1, "type": "ccs1"},
    EvseAvailability: {"evseId": 1, "availableSlots": []},
    EvseCriteria: {},
    CreateRequest: {
        "id": 1,
        "type": "create",
        "status": "pending",
        "userId": 2,
        "locationId": 3,
        "startAt": "2026-11-23T14:00:00Z",
        "endAt": "2026-11-23T15:00:00Z",
    },
    UpdateRequest: {"id": 1, "type": "update", "status": "pending", "bookingId": 2},
    CancelRequest: {"id": 1, "type": "cancel", "status": "pending", "bookingId": 2},
    Booking: {
        "id": 1,
        "locationId": 2,
        "startAt": "2026-11-23T14:00:00Z",
        "endAt": "2026-11-23T15:00:00Z",
        "status": "accepted",
        "createdAt": "2026-11-23T14:00:00Z",
        "lastUpdatedAt": "2026-11-23T14:00:00Z",
    },
    User: {"id": "1"},
}


@pytest.mark.parametrize(("model", "required"), REQUIRED.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_null_is_the_same_as_absent(model: type[BaseModel], required: dict[str, Any]) -> None:
    """Where a field may be left out, null does as well: an empty list, an empty text, no, or None."""
    absent = model.model_validate(required)
    optional = {str(field.alias) for field in model.model_fields.values()} - set(required) - {"type"}

    assert absent == model.model_validate(required | dict.fromkeys(optional))
    assert None not in [getattr(absent, name) for name, field in model.model_fields.items() if field.default == ()]


UNKNOWN = [
    (Location, "parkingType", "parking_type"),
    (Location, "status", "status"),
    (ChargePoint, "type", "type"),
    (ChargePoint, "status", "status"),
    (ChargePoint, "networkStatus", "network_status"),
    (ChargePoint, "hardwareStatus", "hardware_status"),
    (Evse, "currentType", "current_type"),
    (Evse, "status", "status"),
    (Evse, "hardwareStatus", "hardware_status"),
    (Connector, "type", "type"),
    (Connector, "format", "format"),
    (Connector, "status", "status"),
    (EvseCriteria, "currentType", "current_type"),
    (EvseCriteria, "connectorType", "connector_type"),
    (CreateRequest, "status", "status"),
    (UpdateRequest, "status", "status"),
    (CancelRequest, "status", "status"),
    (Booking, "status", "status"),
    (User, "status", "status"),
]


@pytest.mark.parametrize(("model", "alias", "name"), UNKNOWN)
def test_a_value_that_is_new_to_us_survives(model: type[BaseModel], alias: str, name: str) -> None:
    """Ampeco may add values whenever it likes: they arrive as plain text, and known ones as members."""
    record = model.model_validate(REQUIRED[model] | {alias: "brand-new"})

    assert getattr(record, name) == "brand-new"
    assert not isinstance(getattr(record, name), StrEnum)


def test_new_values_survive_in_lists_beside_known_ones() -> None:
    """One new access method does not turn the others into plain text."""
    location = Location.model_validate({"id": 1, "accessMethods": ["OPEN", "DRONE"], "facilities": ["LIBRARY"]})

    assert [type(method) for method in location.access_methods] == [AccessMethod, str]
    assert location.facilities == ("LIBRARY",)


@pytest.mark.parametrize("naive", ["2026-11-23T14:00:00", "2026-11-23", "soon"])
def test_a_moment_without_its_offset_is_refused(naive: str) -> None:
    """A time that could be anybody's is worse than none."""
    with pytest.raises(ValidationError):
        TimeSlot.model_validate({"startAt": naive, "endAt": "2026-11-23T14:00:00Z"})


class TestInputs:
    def test_a_booking_is_asked_for_in_the_words_of_the_document(self) -> None:
        """Names in camelCase, moments in UTC with Z, powers in kW, and nothing that was not said."""
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

    def test_a_change_says_only_what_changes(self) -> None:
        """What is left out stays as it is."""
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
    def test_what_ampeco_could_not_understand_is_refused_before_it_is_sent(self, wrong: dict[str, Any]) -> None:
        """A mistake of the caller is a ValueError here, not a 422 from there."""
        right = {"user_id": 41, "location_id": 101, "start_at": NOON, "end_at": NOON}

        with pytest.raises(ValueError, match="validation error"):
            CreateBooking(**right | wrong)

    def test_the_longest_external_id_fits(self) -> None:
        """255 characters, as the document says."""
        assert CancelBooking(booking_id=77, external_id="x" * 255).external_id == "x" * 255
