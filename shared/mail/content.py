"""What a mail says, as data: both its HTML and its text part are made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.catalog.sites import Port
from shared.domain.messages.message import Message, MessageKind
from shared.domain.messages.upcoming import UpcomingBooking
from shared.domain.timeutil.intervals import Window
from shared.ics.texts import words_for
from shared.infra.localization import localized_text
from shared.infra.sanitize import one_line, printable
from shared.mail.texts import Texts, texts_for
from shared.mail.times import day_text, range_text, time_text

WITH_CALENDAR = frozenset({MessageKind.CONFIRMED, MessageKind.CHANGED, MessageKind.CANCELED})
"""The messages with a calendar file."""

_WITHOUT_BOOKING = frozenset({MessageKind.DECLINED, MessageKind.CANCELED})
_BEFORE_ARRIVAL = frozenset({MessageKind.CONFIRMED, MessageKind.CHANGED, MessageKind.REMINDER})


@dataclass(frozen=True)
class Recipient:
    """A driver's address and language. The address is not shown where an object is printed or logged."""

    email: str = field(repr=False)
    locale: str


class Operator(NamedTuple):
    """Details of the operator: the sender's address, and what the mails offer as help."""

    mail_from: str
    brand_name: str
    site_url: str | None
    support_phone: str | None
    no_show_text: str | None = None
    no_show_text_es: str | None = None
    price_text: str | None = None
    price_text_es: str | None = None


class LinkedBooking(NamedTuple):
    """An upcoming booking with the signed reference to it; None for a booking that was made elsewhere."""

    booking: UpcomingBooking
    reference: str | None


class Action(NamedTuple):
    """A link."""

    label: str
    url: str


class Row(NamedTuple):
    """A labelled part of a booking, in lines, the first ones `strong`."""

    label: str
    lines: tuple[str, ...]
    strong: int = 0
    link: Action | None = None


class Quote(NamedTuple):
    """Words of somebody else, in their language."""

    label: str
    text: str
    language: str


class Section(NamedTuple):
    """A booking: its rows, and the action on it."""

    rows: tuple[Row, ...]
    action: Action | None = None


class Content(NamedTuple):
    """A mail without its headers. `tone` is `good`, `bad` or `plain`; `brand` and every other text is one line."""

    language: str
    brand: str
    subject: str
    tone: str
    heading: str
    paragraphs: tuple[str, ...]
    quote: Quote | None
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    footer: tuple[str, ...]


class _Wording(NamedTuple):
    word: str
    tone: str
    heading: str
    meaning: str


def message_content(message: Message, recipient: Recipient, operator: Operator, reference: str | None) -> Content:
    """Return what the mail about a message says. `reference`: the signed reference of a booking of this site."""
    texts = texts_for(recipient.locale)
    wording = _wording(message, texts)
    day = day_text(message.window.start, message.zone, texts)
    time = time_text(message.window.start, message.zone, texts)
    site = site_name(message.location, recipient.locale)
    quote = None
    if message.rejection_reason and (reason := one_line(message.rejection_reason)):
        quote = Quote(texts.reason, reason, "en")
    action = _action(message, operator, reference, texts)
    return Content(
        language=texts.language,
        brand=one_line(operator.brand_name),
        subject=texts.subject.format(word=wording.word, site=site, day=day, time=time),
        tone=wording.tone,
        heading=wording.heading,
        paragraphs=(wording.meaning,),
        quote=quote,
        sections=(Section(tuple(_rows(message, recipient.locale, texts)), action),),
        notes=tuple(_notes(message, operator, reference, texts)),
        footer=_footer(operator, texts),
    )


def links_content(bookings: Sequence[LinkedBooking], recipient: Recipient, operator: Operator) -> Content:
    """Return what the mail with the links to a driver's bookings says.

    Raises ValueError without a booking.
    """
    if not bookings:
        raise ValueError("no booking to tell of")
    texts = texts_for(recipient.locale)
    sections = tuple(_linked_section(one, recipient.locale, operator, texts) for one in bookings)
    has_links = any(section.action for section in sections)
    return Content(
        language=texts.language,
        brand=one_line(operator.brand_name),
        subject=texts.links_subject,
        tone="plain",
        heading=texts.links_heading,
        paragraphs=(texts.links_meaning,) if has_links else (),
        quote=None,
        sections=sections,
        notes=(texts.links_private, texts.links_requested) if has_links else (texts.links_requested,),
        footer=_footer(operator, texts),
    )


def site_name(location: Location, locale: str) -> str:
    """Return the name of a site in one line."""
    return one_line(localized_text(location.name, locale) or "") or f"Site {location.id}"


def status_url(operator: Operator, reference: str | None, locale: str) -> str | None:
    """Return the address of a booking's status page in the driver's language; None without site or reference."""
    if not operator.site_url or not reference:
        return None
    return _status_url(operator.site_url, reference, texts_for(locale))


def _status_url(site_url: str, reference: str, texts: Texts) -> str:
    return f"{site_url.rstrip('/')}{texts.root}booking#{reference}"


def _wording(message: Message, texts: Texts) -> _Wording:
    match message.kind:
        case MessageKind.CONFIRMED:
            return _Wording(texts.confirmed, "good", texts.confirmed_heading, texts.confirmed_meaning)
        case MessageKind.DECLINED:
            return _Wording(texts.declined, "bad", texts.declined_heading, texts.declined_meaning)
        case MessageKind.CHANGED:
            return _Wording(texts.changed, "good", texts.changed_heading, texts.changed_meaning)
        case MessageKind.CANCELED:
            return _Wording(texts.canceled, "plain", texts.canceled_heading, texts.canceled_meaning)
        case MessageKind.REMINDER:
            return _Wording(texts.reminder, "good", texts.reminder_heading, texts.reminder_meaning)
        case MessageKind.PORT_OUT_OF_ORDER:
            named = texts.broken_heading.format(port=one_line(message.port.label)) if message.port else None
            return _Wording(texts.broken, "bad", named or texts.broken_unnamed_heading, texts.broken_meaning)


def _linked_section(linked: LinkedBooking, locale: str, operator: Operator, texts: Texts) -> Section:
    booking = linked.booking
    rows = (
        Row(texts.when, _when(booking.window, booking.zone, texts), strong=2),
        Row(texts.site, (site_name(booking.location, locale),), strong=1),
        Row(texts.port, _port(booking.port, texts), strong=1 if booking.port else 0),
    )
    if operator.site_url and linked.reference:
        return Section(rows, Action(texts.view, _status_url(operator.site_url, linked.reference, texts)))
    phone = _phone(operator)
    way = texts.change_by_phone.format(phone=phone) if phone else texts.change_in_app
    return Section((*rows, Row(texts.change, (way,))))


def _rows(message: Message, locale: str, texts: Texts) -> Iterable[Row]:
    location = message.location
    yield Row(texts.when, _when(message.window, message.zone, texts), strong=2)
    if message.previous_window or message.previous_port:
        before = _when(message.previous_window, message.zone, texts) if message.previous_window else ()
        port = (texts.port_named.format(port=one_line(message.previous_port.label)),) if message.previous_port else ()
        yield Row(texts.was, (*before, *port))
    directions = None
    if location.geoposition and message.kind not in _WITHOUT_BOOKING:
        point = f"{location.geoposition.latitude},{location.geoposition.longitude}"
        directions = Action(texts.directions, f"https://www.google.com/maps/dir/?api=1&destination={point}")
    yield Row(texts.site, (site_name(location, locale), *_address(location, locale)), 1, directions)
    if message.port or message.kind not in _WITHOUT_BOOKING:
        yield Row(texts.port, _port(message.port, texts), strong=1 if message.port else 0)
    if message.kind in _BEFORE_ARRIVAL:
        yield Row(texts.arrival, (*_arrival_notes(location, locale), texts.start_in_app))


def _when(window: Window, zone: ZoneInfo, texts: Texts) -> tuple[str, ...]:
    return day_text(window.start, zone, texts), range_text(window, zone, texts)


def _port(port: Port | None, texts: Texts) -> tuple[str, ...]:
    if port is None:
        return (texts.port_unknown,)
    label, mark = one_line(port.label), one_line(port.physical_reference)
    return (label, texts.label.format(reference=mark)) if mark and mark != label else (label,)


def _address(location: Location, locale: str) -> tuple[str, ...]:
    street = localized_text(location.street_address, locale) or localized_text(location.address, locale)
    region = " ".join(filter(None, (location.state, location.post_code)))
    address = one_line(", ".join(filter(None, (street, location.city, region))))
    return (address,) if address else ()


def _arrival_notes(location: Location, locale: str) -> tuple[str, ...]:
    words = words_for(locale)
    description = printable(localized_text(location.additional_description, locale) or "")
    ways = (words.get(way, way.replace("_", " ").capitalize()) for way in location.access_methods)
    return tuple(filter(None, map(one_line, (*description.split("\n"), *ways))))


def _action(message: Message, operator: Operator, reference: str | None, texts: Texts) -> Action | None:
    kind = message.kind
    if not operator.site_url:
        return None
    if kind in _WITHOUT_BOOKING:
        label = texts.again if kind == MessageKind.CANCELED else texts.other_time
        return Action(label, f"{operator.site_url.rstrip('/')}{texts.root}site?id={message.location.id}")
    if reference is None:
        return None
    url = _status_url(operator.site_url, reference, texts)
    # The page opens the ports to switch to.
    return Action(texts.switch, f"{url}&switch") if kind == MessageKind.PORT_OUT_OF_ORDER else Action(texts.view, url)


def _notes(message: Message, operator: Operator, reference: str | None, texts: Texts) -> Iterable[str]:
    kind = message.kind
    if kind == MessageKind.PORT_OUT_OF_ORDER and not (operator.site_url and reference):
        phone = _phone(operator)
        yield texts.switch_by_phone.format(phone=phone) if phone else texts.switch_in_app
    if kind in _BEFORE_ARRIVAL:
        yield from _operator_texts(operator, texts)
        if not (operator.site_url and reference):
            yield texts.elsewhere
    if kind == MessageKind.CONFIRMED:
        yield texts.calendar_add
    if kind == MessageKind.CHANGED:
        yield texts.calendar_switch if message.replaced else texts.calendar_update
    if kind == MessageKind.CANCELED:
        yield texts.calendar_remove


def _operator_texts(operator: Operator, texts: Texts) -> Iterable[str]:
    """Yield the operator's own words in the driver's language, or in English."""
    spanish = texts.language == "es"
    for english, translated in (
        (operator.no_show_text, operator.no_show_text_es),
        (operator.price_text, operator.price_text_es),
    ):
        if text := one_line((spanish and translated) or english or ""):
            yield text


def _phone(operator: Operator) -> str:
    return one_line(operator.support_phone or "").replace(" ", "\u00a0")


def _footer(operator: Operator, texts: Texts) -> tuple[str, ...]:
    phone = _phone(operator)
    help_text = texts.not_you_phone.format(phone=phone) if phone else texts.not_you_app
    return help_text, texts.sent_by.format(brand=one_line(operator.brand_name))
