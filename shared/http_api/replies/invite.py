"""A booking as iCalendar (RFC 5545), for the driver's own calendar."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from shared.ampeco_client import BookingRequestStatus, BookingStatus
from shared.domain.following import Followed
from shared.domain.texts import translated
from shared.http_api.replies.words import unturned

REMINDER = timedelta(minutes=30)
PRODUCT = "-//ev-charging-bookings//EN"
_OFF = frozenset({BookingStatus.CANCELLED, BookingStatus.NO_SHOW, BookingStatus.FAILED})


def invite(followed: Followed, external_id: str, locale: str, now: datetime, link: str | None) -> bytes:
    """Return the calendar entry: times in UTC, a UID that never changes, a SEQUENCE that grows with every change.

    What is pending is TENTATIVE, what is cancelled comes as METHOD:CANCEL, so that a calendar takes it out again.
    `link` leads to the status page; it is the only secret in it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if _is_off(followed) else "PUBLISH")
    calendar.add_component(_event(followed, external_id, locale, now, link))
    file: bytes = calendar.to_ical()
    return unturned(file.decode()).encode()


def _event(followed: Followed, external_id: str, locale: str, now: datetime, link: str | None) -> Event:
    location, port = followed.location, followed.port
    name = translated(location.name, locale) or ""
    event = Event()
    event.add("uid", f"{external_id}@ev-charging-bookings")
    event.add("sequence", _sequence(followed))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", followed.window.start)
    event.add("dtend", followed.window.end)
    event.add("status", _status(followed))
    event.add("summary", f"{name}, {port.label}" if port else name)
    event.add("location", ", ".join(filter(None, (name, *_address(followed, locale)))))
    if location.geoposition:
        event.add("geo", (location.geoposition.latitude, location.geoposition.longitude))
    if port:
        event.add("description", f"{port.label} · {port.physical_reference}")
    if link:
        event.add("url", link)
    if not _is_off(followed):
        event.add_component(_reminder(event))
    return event


def _reminder(event: Event) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDER)
    alarm.add("description", event["summary"])
    return alarm


def _address(followed: Followed, locale: str) -> tuple[str | None, ...]:
    location = followed.location
    street = translated(location.street_address, locale) or translated(location.address, locale)
    return street, location.city, " ".join(filter(None, (location.state, location.post_code)))


def _is_off(followed: Followed) -> bool:
    if followed.booking:
        return followed.booking.status in _OFF
    return followed.request.status == BookingRequestStatus.REJECTED


def _status(followed: Followed) -> str:
    if _is_off(followed):
        return "CANCELLED"
    return "CONFIRMED" if followed.booking else "TENTATIVE"


def _sequence(followed: Followed) -> int:
    """Return a number that grows with every change of the booking: there is nowhere to count them.

    Seconds between its making and its last change, as Ampeco tells both; 0 before there is a booking.
    """
    booking = followed.booking
    return max(0, round((booking.last_updated_at - booking.created_at).total_seconds())) if booking else 0
