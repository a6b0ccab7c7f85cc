"""Models of locations, charge points, EVSEs and availability."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from shared.ampeco_client import (
    AccessMethod,
    ChargePoint,
    ChargePointStatus,
    ChargePointType,
    Connector,
    ConnectorFormat,
    ConnectorStatus,
    ConnectorType,
    CurrentType,
    Evse,
    EvseAvailability,
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
    WeekHours,
    WorkingHours,
)

Sample = Callable[[str], Any]

UPDATED = datetime(2026, 11, 2, 14, 3, 11, tzinfo=UTC)


class TestAnswers:
    def test_all_fields_of_a_location_are_parsed(self, sample: Sample) -> None:
        """Every field of the model, under its documented name; all others are dropped."""
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

    def test_a_charge_point_has_no_secret(self, sample: Sample) -> None:
        """PIN, network password and sharing code are dropped."""
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
        """150000 stays 150000: conversion to kW is left to the caller."""
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
        """Both notations of UTC mean the same instant; an EVSE without a window is full."""
        free, full = map(EvseAvailability.model_validate, sample("availability")["data"])

        assert free.available_slots == (
            TimeSlot(start_at=datetime(2026, 11, 23, 5, tzinfo=UTC), end_at=datetime(2026, 11, 23, 14, tzinfo=UTC)),
            TimeSlot(start_at=datetime(2026, 11, 23, 16, tzinfo=UTC), end_at=datetime(2026, 11, 24, 5, tzinfo=UTC)),
        )
        assert full == EvseAvailability(evse_id=5002, available_slots=())

    def test_a_day_may_end_at_24_00(self) -> None:
        """ISO 8601 allows it; one such site must not invalidate the whole list."""
        interval = HoursInterval.model_validate({"start": "06:00", "end": "24:00"})

        assert (interval.start, interval.end) == (time(6), time(0))
