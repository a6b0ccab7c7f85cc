"""GET /api/bookings/{id}/invite.ics, parsed by an iCalendar library."""

from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from tests.support.external_ids import external_id
from tests.support.functions import START, Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


def event_of(answer: LambdaResponse) -> Event:
    """Return the only event of the file."""
    (event,) = Calendar.from_ical(answer.text).events
    return event


def test_the_file_has_the_data_of_the_booking(functions: Functions, order: dict[str, Any], key: str) -> None:
    """UTC times, the address, a reminder, and no personal data."""
    functions.configure(SITE_URL="https://book.example.com")
    reference = functions.book(order, key=key).json["id"]

    answer = functions.invite(reference)

    event = event_of(answer)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="booking.ics"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert Calendar.from_ical(answer.text)["method"] == "PUBLISH"
    assert event["uid"] == f"{external_id(key)}@ev-charging-bookings"
    assert (event.start, event.end) == (START, START + HOUR)
    assert "DTSTART:20260323T150000Z" in answer.text
    assert event["location"] == "Riverfront Garage, 200 Front Ave SW, Grand Rapids, MI 49504"
    assert event["summary"] == "EV charging: Riverfront Garage, A1"
    assert event["url"] == f"https://book.example.com/booking#{reference}"
    assert event["status"] == "CONFIRMED"
    assert "BEGIN:VALARM" in answer.text
    assert [time.trigger for time in event.alarms.times] == [START - timedelta(minutes=30)]
    assert "example.com" not in answer.text.replace("https://book.example.com", "")


def test_a_pending_booking_is_tentative(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Without the address of the pages there is no link."""
    simulator.approval("held")

    event = event_of(functions.invite(functions.book(order).json["id"]))

    assert event["status"] == "TENTATIVE"
    assert event.sequence == 0
    assert "url" not in event


def test_a_reschedule_keeps_the_uid_and_raises_the_sequence(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """A calendar moves the entry instead of adding one."""
    reference = functions.book(order).json["id"]
    before = event_of(functions.invite(reference))
    simulator.advance(60)
    times = {"startAt": (START + 2 * HOUR).isoformat(), "endAt": (START + 3 * HOUR).isoformat()}
    functions.move(reference, times)

    after = event_of(functions.invite(reference))

    assert after["uid"] == before["uid"]
    assert after.sequence > before.sequence
    assert after.start == START + 2 * HOUR


def test_a_canceled_booking_is_removed_from_the_calendar(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """METHOD:CANCEL, a higher sequence, no reminder."""
    reference = functions.book(order).json["id"]
    simulator.advance(60)
    functions.cancel(reference)

    answer = functions.invite(reference)

    event = event_of(answer)
    assert Calendar.from_ical(answer.text)["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    assert event.sequence > 0
    assert event.walk("VALARM") == []


def test_dtstamp_is_the_current_time(functions: Functions, order: dict[str, Any]) -> None:
    """In UTC (RFC 5545)."""
    event = event_of(functions.invite(functions.book(order).json["id"]))

    assert datetime(2026, 3, 3, 15, 0, tzinfo=UTC) == event.DTSTAMP


def test_the_sequence_of_a_far_future_change_fits_into_32_bits(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """It is a signed integer (RFC 5545)."""
    reference = functions.book(order).json["id"]
    booking_id = functions.read_booking(reference).json["bookingId"]
    last = {"lastUpdatedAt": "9999-12-31T23:59:59-14:00"}
    simulator.override({"kind": "bookings", "id": booking_id, "fields": last})

    event = event_of(functions.invite(reference))

    assert event.sequence == 2**31 - 2
