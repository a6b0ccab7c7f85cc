"""The figures of the report for records that lack data."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import Booking, Location
from shared.domain.admin.report import Report, ReportFacts, build_report
from shared.domain.catalog.labels import Directory, PortLabel
from tests.unit.domain.records import NOW, START, booking, location

DETROIT = ZoneInfo("America/Detroit")
UNKNOWN_HOURS = [
    None,
    {"workingHours": None},
    {"workingHours": {"isAlwaysOpen": False, "hours": None}},
]


def report_of(*bookings: Booking, site: Location | None = None) -> Report:
    """Return the report of the day of `START` for site 101 with port 5001, on which all bookings are."""
    day = START.astimezone(DETROIT).date()
    locations = {101: site} if site else {}
    return build_report(
        ReportFacts(
            first=day,
            last=day,
            now=NOW,
            site_id=101,
            bookings=bookings,
            requests=(),
            evse_ids={one.id: (5001,) for one in bookings},
            ports=(PortLabel(5001, "A1"),),
            names=Directory(locations, {}, DETROIT),
            locations=locations,
        )
    )


def test_a_booking_without_duration_takes_no_hours_and_doubles_none() -> None:
    report = report_of(booking(1), booking(2, endAt=START.isoformat()))

    assert report.double_bookings == ()
    assert report.ports is not None
    assert [port.booked_hours for port in report.ports] == [1.0]


def test_a_booking_on_another_day_takes_no_hours() -> None:
    before = (START - timedelta(days=2)).isoformat()
    until = (START - timedelta(days=2, hours=-1)).isoformat()

    report = report_of(booking(1, startAt=before, endAt=until))

    assert report.ports is not None
    assert [port.booked_hours for port in report.ports] == [0.0]


@pytest.mark.parametrize("fields", UNKNOWN_HOURS, ids=["no-site", "no-hours", "no-days"])
def test_a_port_of_unknown_opening_hours_has_none(fields: dict[str, object] | None) -> None:
    site = None if fields is None else Location.model_validate(location(101, "Garage", **fields))

    report = report_of(booking(1), site=site)

    assert report.ports is not None
    assert [port.open_hours for port in report.ports] == [None]
