"""Messages to drivers for tests of mails: one of each kind, at a site of the simulator's kind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, BookingStatus, Evse, Geoposition, Location, Translation
from shared.domain.catalog.sites import build_port
from shared.domain.messages.message import Message, MessageKind, ReplacedBooking
from shared.domain.messages.upcoming import UpcomingBooking
from shared.domain.timeutil.intervals import Window
from shared.mail.content import LinkedBooking, Operator, Recipient
from shared.mail.render import render, render_links

DETROIT = ZoneInfo("America/Detroit")
NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
START = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EXTERNAL_ID = "web-5b2c9d1e"
REFERENCE = f"{EXTERNAL_ID}.c2lnbmF0dXJl"
SITE = "https://book.example.com"
PHONE = "(616) 555-0134"
OPERATOR = Operator("bookings@example.com", "Future Energy", SITE, PHONE)
ENGLISH = Recipient("driver@example.org", "en-US")
SPANISH = Recipient("driver@example.org", "es-MX")


def words(english: str, spanish: str | None = None) -> list[Translation]:
    """Return a text of Ampeco."""
    texts = {"en": english} | ({"es": spanish} if spanish else {})
    return [Translation(locale=locale, translation=text) for locale, text in texts.items()]


def location(**fields: Any) -> Location:
    """Return the site of the messages."""
    usual: dict[str, Any] = {
        "id": 101,
        "name": words("Riverfront Garage", "Garaje Riverfront"),
        "streetAddress": words("200 Front Ave SW"),
        "city": "Grand Rapids",
        "state": "MI",
        "postCode": "49504",
        "additionalDescription": words(
            "Enter from Front Ave, take the ramp on the left.", "Entre por Front Ave, por la rampa de la izquierda."
        ),
        "accessMethods": ["OPEN", "PARKING_TICKET"],
        "geoposition": Geoposition(latitude=42.9634, longitude=-85.6781),
    }
    return Location.model_validate(usual | fields)


def evse(evse_id: int = 5001, label: str = "A1", mark: str = "GR-RF-A1") -> Evse:
    """Return a port at Ampeco."""
    return Evse.model_validate({"id": evse_id, "label": label, "physicalReference": mark})


def message(kind: MessageKind, **fields: Any) -> Message:
    """Return a message of this kind about a booking of an hour at noon in Detroit."""
    window = Window(START, START + HOUR)
    status = BookingStatus.CANCELLED if kind == MessageKind.CANCELED else BookingStatus.ACCEPTED
    usual = Message(
        kind=kind,
        key=f"{kind}:9001",
        user_id=7,
        external_id=EXTERNAL_ID,
        booking=None if kind == MessageKind.DECLINED else booking(status),
        window=window,
        location=location(),
        zone=DETROIT,
        port=build_port(evse()),
    )
    extra: dict[str, Any] = {}
    if kind == MessageKind.CHANGED:
        extra = {
            "previous_window": Window(START - 2 * HOUR, START - HOUR),
            "previous_port": build_port(evse(5002, "A2", "GR-RF-A2")),
        }
    if kind == MessageKind.DECLINED:
        extra = {"rejection_reason": "Another booking overlaps this time."}
    return usual._replace(**(extra | fields))


def switched(**fields: Any) -> Message:
    """Return the message about a booking whose port was switched: it replaced one of the same time."""
    old_port = build_port(evse(5002, "A2", "GR-RF-A2"))
    canceled = booking(BookingStatus.CANCELLED, updated=NOW + timedelta(minutes=1)).model_copy(update={"id": 9000})
    replaced = ReplacedBooking("web-old", canceled, old_port)
    usual = {"previous_window": None, "previous_port": old_port, "replaced": replaced}
    return message(MessageKind.CHANGED, **(usual | fields))


def booking(status: BookingStatus = BookingStatus.ACCEPTED, *, updated: datetime = NOW) -> Booking:
    """Return the booking of the messages at Ampeco."""
    return Booking.model_validate(
        {
            "id": 9001,
            "userId": 7,
            "locationId": 101,
            "startAt": START.isoformat(),
            "endAt": (START + HOUR).isoformat(),
            "status": status,
            "createdAt": NOW.isoformat(),
            "lastUpdatedAt": updated.isoformat(),
            "bookedEvses": [5001],
        }
    )


def linked_bookings() -> list[LinkedBooking]:
    """Return three upcoming bookings: with a link, with a link and no port yet, and one that was made elsewhere."""
    first, second, third = START, START + timedelta(days=6), START + timedelta(days=7)
    port = build_port(evse())
    ours = UpcomingBooking(EXTERNAL_ID, Window(first, first + HOUR), location(), DETROIT, port)
    return [
        LinkedBooking(ours, REFERENCE),
        LinkedBooking(ours._replace(window=Window(second, second + HOUR), port=None), f"second-{REFERENCE}"),
        LinkedBooking(ours._replace(window=Window(third, third + HOUR), external_id=None), None),
    ]


def every_mail(recipient: Recipient) -> Iterator[tuple[str, EmailMessage]]:
    """Yield each kind of mail to this driver with its name: the usual one, one without a link, one with long texts."""
    ruled = OPERATOR._replace(
        no_show_text="We hold your port for 15 minutes. Then it's released.",
        no_show_text_es="Le guardamos el puerto 15 minutos; después se libera.",
        price_text="Charging costs $0.45 per kWh. Booking is free.",
        price_text_es="La carga cuesta $0.45 por kWh. Reservar es gratis.",
    )
    for kind in MessageKind:
        yield kind, render(message(kind), recipient, ruled, reference=REFERENCE, now=NOW)
    yield "port switched", render(switched(), recipient, ruled, reference=REFERENCE, now=NOW)
    yield "links", render_links(linked_bookings(), recipient, OPERATOR, now=NOW)
    for kind in (MessageKind.CONFIRMED, MessageKind.PORT_OUT_OF_ORDER):
        elsewhere = message(kind, external_id=None)
        yield f"{kind} made elsewhere", render(elsewhere, recipient, OPERATOR, reference=None, now=NOW)
    long = "Donaudampfschifffahrtsgesellschaft" * 3
    place = location(name=words(f"{long} Garage"), additionalDescription=words(f"{long}. " * 3))
    told = message(MessageKind.DECLINED, location=place, rejection_reason=f"{long} <b>{long}</b>")
    yield "long texts", render(told, recipient, OPERATOR, reference=REFERENCE, now=NOW)
