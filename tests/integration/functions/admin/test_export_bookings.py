"""GET /api/admin/bookings.csv: the filtered list as a file."""

from datetime import datetime, timedelta

import pytest

from shared.domain.admin import search
from tests.support.admin_functions import AdminFunctions, rows_of
from tests.support.functions import START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001


def test_a_row_has_the_data_of_the_list(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """With the driver's id instead of the email; each time in the site's zone and in UTC."""
    booked = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)

    answer = admin.table(userId=DRIVER)

    (row,) = rows_of(answer)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="bookings.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert "example.com" not in answer.text
    assert answer.text.startswith(
        "\ufeffbooking_id,status,site_id,site,time_zone,port,user_id,start,end,start_utc,end_utc,"
        "created,last_updated,created_utc,last_updated_utc,session_id\r\n"
    )
    assert (row["created"], row["created_utc"]) == (row["last_updated"], row["last_updated_utc"])
    assert {name: row[name] for name in row if not name.startswith(("created", "last_updated"))} == {
        "booking_id": str(booked["id"]),
        "status": "accepted",
        "site_id": "101",
        "site": "Riverfront Garage",
        "time_zone": "America/Detroit",
        "port": "A1",
        "user_id": str(DRIVER),
        "start": "2026-03-23 11:00",
        "end": "2026-03-23 12:00",
        "start_utc": "2026-03-23 15:00",
        "end_utc": "2026-03-23 16:00",
        "session_id": "",
    }


def test_an_export_contains_all_pages(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """One call per 100 bookings, as many for their requests, and single reads only for the remaining ports."""
    site = simulator.add_site(ports=15)
    week = {"start": START, "end": START + timedelta(days=7)}
    booked = simulator.fill(site["locationId"], per_port=8, **week, criteriaShare=0.05, unrequestedShare=0)

    answer = admin.table(locationId=site["locationId"], status="active", per_page=10)

    ports = {evse_id: f"P{number:02}" for number, evse_id in enumerate(site["evseIds"], start=1)}
    counts = simulator.counts()
    reads = counts.pop("bookingRead")
    assert {row["booking_id"]: row["port"] for row in rows_of(answer)} == {
        str(one["id"]): ports[one["evseId"]] for one in booked
    }
    assert counts == {"locationsListing": 1, "evsesListing": 1, "bookingsListing": 3, "bookingRequestsListing": 2}
    assert 0 < reads < 15


@pytest.mark.parametrize("start", ["=", "\r=", "\u202e+", "\x00-", "\uff1d"])
def test_no_text_is_a_formula(admin: AdminFunctions, simulator: SimulatorHandle, start: str) -> None:
    """A spreadsheet would execute it; quotes, line breaks and invisible characters are safe as well."""
    name = f'{start}HYPERLINK("http://evil.test","x"),\n;'
    simulator.patch("locations", 101, name=[{"locale": "en", "translation": name}])
    simulator.patch("evses", 5001, label=f"{start}1")
    simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)

    (row,) = rows_of(admin.table(userId=DRIVER))

    sign = start[-1]
    assert (row["site"], row["port"]) == (f'\'{sign}HYPERLINK("http://evil.test","x"), ;', f"'{sign}1")


def test_a_deleted_port_is_shown_by_its_id(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Ampeco still returns the id that was booked."""
    simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.patch("evses", 5001, id=4999)

    (row,) = rows_of(admin.table(userId=DRIVER))

    assert row["port"] == "#5001"


def test_an_export_with_too_many_rows_is_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A truncated file would look complete; no port is resolved."""
    monkeypatch.setattr(search, "MAX_EXPORT_ROWS", 2)
    for evse_id in (5001, 5002):
        simulator.book(evse_id=evse_id, start=START, end=START + HOUR, user_id=DRIVER)

    two = admin.table(userId=DRIVER)
    simulator.book(evse_id=5003, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.clear_calls()
    three = admin.table(userId=DRIVER)

    assert len(rows_of(two)) == 2
    assert (three.status, three.problem) == (422, "list-too-long")
    assert simulator.counts() == {"bookingsListing": 1}


def test_times_are_local_times_of_the_site(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """At the autumn clock change, an hour and a half after 1:30 is 2:00."""
    start = datetime.fromisoformat("2026-11-01T01:30:00-04:00")
    simulator.book(evse_id=5001, start=start, end=start + 1.5 * HOUR, user_id=DRIVER)

    (row,) = rows_of(admin.table(userId=DRIVER))

    assert (row["start"], row["end"]) == ("2026-11-01 01:30", "2026-11-01 02:00")
    assert (row["start_utc"], row["end_utc"]) == ("2026-11-01 05:30", "2026-11-01 07:00")
