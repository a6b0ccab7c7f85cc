"""A booking as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from icalendar import Alarm, Calendar, Event, vCalAddress

from shared.ampeco_client import Booking, BookingRequestStatus, BookingStatus, Location
from shared.domain.bookings.status import BookingStatusView
from shared.domain.catalog.sites import Port
from shared.domain.messages.message import Message, MessageKind
from shared.domain.timeutil.intervals import Window
from shared.ics.texts import words_for
from shared.infra.localization import localized_text
from shared.infra.sanitize import one_line, printable

_LARGEST = 2**31 - 2
"""Sequence numbers of RFC 5545 are signed 32-bit integers; the end of a booking adds one."""

REMINDER = timedelta(minutes=30)
PRODUCT = "-//ev-charging-bookings//EN"
NO_ADDRESS = "invalid:nomail"
"""The organizer's address without a site URL: the conventional value for an organizer without mail."""
_OFF = frozenset({BookingStatus.CANCELLED, BookingStatus.NO_SHOW, BookingStatus.FAILED})


class Contact(NamedTuple):
    """Operator details for the entry: site URL and support phone; None if not set."""

    site_url: str | None
    link: str | None
    phone: str | None


class InvitedBooking(NamedTuple):
    """What an entry says of a booking. `name` makes the UID: it is the same as long as the booking exists."""

    name: str
    booking: Booking | None
    window: Window
    location: Location
    port: Port | None
    is_off: bool

    @classmethod
    def from_view(cls, view: BookingStatusView, external_id: str) -> Self:
        """Return the booking of a status page."""
        booking = view.booking
        is_off = booking.status in _OFF if booking else view.request.status == BookingRequestStatus.REJECTED
        return cls(external_id, booking, view.window, view.location, view.port, is_off)

    @classmethod
    def from_message(cls, message: Message) -> Self:
        """Return the booking of a message; one that was made elsewhere has Ampeco's id in its UID."""
        booking = message.booking
        is_off = message.kind in {MessageKind.CANCELED, MessageKind.DECLINED} or (
            booking is not None and booking.status in _OFF
        )
        name = message.external_id or f"booking-{booking.id if booking else message.key}"
        return cls(name, booking, message.window, message.location, message.port, is_off)

    @classmethod
    def replaced_by(cls, message: Message) -> Self | None:
        """Return the booking that the one of the message replaced, with the UID of its own entry; None if none."""
        old = message.replaced
        if old is None:
            return None
        name = old.external_id or f"booking-{old.booking.id}"
        window = Window(old.booking.start_at, old.booking.end_at)
        return cls(name, old.booking, window, message.location, old.port, is_off=True)

    @property
    def method(self) -> str:
        """How calendars take the entry: add or update it, or remove it."""
        return "CANCEL" if self.is_off else "PUBLISH"


def invite(invited: InvitedBooking, locale: str, now: datetime, contact: Contact) -> bytes:
    """Return the calendar entry: times in UTC, a fixed UID, a SEQUENCE that grows with every change.

    A pending booking is TENTATIVE. One that ended early has METHOD:CANCEL, so that calendars remove it. The link to the
    status page is the only secret in it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", invited.method)
    event = _event(invited, locale, contact)
    event.add("dtstamp", now.astimezone(UTC))
    calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _event(invited: InvitedBooking, locale: str, contact: Contact) -> Event:
    location = invited.location
    name = localized_text(location.name, locale) or f"Site {location.id}"
    event = Event()
    event.add("uid", f"{invited.name}@ev-charging-bookings")
    event.add("sequence", _sequence(invited))
    event.add("dtstart", invited.window.start)
    event.add("dtend", invited.window.end)
    event.add("status", _status(invited))
    place = ", ".join(filter(None, (name, invited.port and invited.port.label)))
    event.add("summary", one_line(words_for(locale)["summary"].format(place=place)))
    event.add("location", one_line(", ".join(filter(None, (name, *_address(invited, locale))))))
    if location.geoposition:
        event.add("geo", (location.geoposition.latitude, location.geoposition.longitude))
    event.add("organizer", _organizer(name, contact))
    if description := _description(invited, locale, contact):
        event.add("description", description)
    if contact.link:
        event.add("url", contact.link)
    if not invited.is_off:
        event.add_component(_reminder(event))
    return event


def _organizer(name: str, contact: Contact) -> vCalAddress:
    organizer = vCalAddress(contact.site_url or NO_ADDRESS)
    # Parameter values have no escape sequences: delimiters and quotes are removed.
    organizer.params["cn"] = one_line(name).translate(str.maketrans('"^', "' "))
    return organizer


def _description(invited: InvitedBooking, locale: str, contact: Contact) -> str:
    """Return the description, usable without the page: calendars drop the URL, and phones may be offline."""
    location, port, words = invited.location, invited.port, words_for(locale)
    lines: list[str | None] = []
    if port:
        mark = port.physical_reference
        marked = mark and mark != port.label
        lines.append(words["port-labeled" if marked else "port"].format(port=port.label, reference=mark))
    lines.append(localized_text(location.additional_description, locale))
    lines += [words.get(way, way.replace("_", " ").capitalize()) for way in location.access_methods]
    lines += [words["link"].format(link=contact.link)] if contact.link else []
    lines += [words["phone"].format(phone=contact.phone)] if contact.phone else []
    return printable("\n".join(filter(None, lines)))


def _reminder(event: Event) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDER)
    alarm.add("description", event["summary"])
    return alarm


def _address(invited: InvitedBooking, locale: str) -> tuple[str | None, ...]:
    location = invited.location
    street = localized_text(location.street_address, locale) or localized_text(location.address, locale)
    return street, location.city, " ".join(filter(None, (location.state, location.post_code)))


def _status(invited: InvitedBooking) -> str:
    if invited.is_off:
        return "CANCELLED"
    return "CONFIRMED" if invited.booking else "TENTATIVE"


def _sequence(invited: InvitedBooking) -> int:
    """Return a sequence number that grows with every change of the booking, without a stored counter.

    It is the number of seconds between creation and last change, as Ampeco reports both; 0 before there is a booking.
    The end of the booking adds one, so that it also comes last within the same second.
    """
    booking = invited.booking
    seconds = 0
    if booking and booking.created_at and booking.last_updated_at:
        seconds = max(0, round((booking.last_updated_at - booking.created_at).total_seconds()))
    return min(seconds, _LARGEST) + invited.is_off
