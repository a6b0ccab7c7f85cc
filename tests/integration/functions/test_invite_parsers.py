"""The calendar file in five independent parsers, through the life of a booking."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import BookingStatus
from shared.domain.bookings.status import load_booking_status
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import services
from shared.ics.invite import Contact, InvitedBooking, invite
from tests.support.calendars import Entry, parsed
from tests.support.functions import NOW, START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
PARSERS = {"icalendar", "ics", "vobject", "ical.js", "node-ical"}
PHONE = "+1 616 555 0134"
SITE = "https://book.example.com"
CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))


@pytest.fixture
def pages(functions: Functions) -> Functions:
    """Give the functions as they are behind pages, with a phone that helps."""
    functions.configure(SITE_URL=SITE, SUPPORT_PHONE=PHONE)
    return functions


def same(found: dict[str, Entry]) -> Entry:
    """Return what all parsers agree on."""
    assert found.keys() == PARSERS
    assert len(set(found.values())) == 1, found
    return found["icalendar"]


def read(files: Iterable[str]) -> list[Entry]:
    """Return what all parsers agree on, of each file."""
    return [same(found) for found in parsed(files)]


def test_five_parsers_read_the_same_booking(pages: Functions, order: dict[str, Any]) -> None:
    """Its name, time and place; and in words that no calendar drops: the port, the way in, the link and the phone."""
    reference = pages.book(order).json["id"]

    (entry,) = read([pages.invite(reference).text])

    assert (entry.method, entry.status, entry.sequence) == ("PUBLISH", "CONFIRMED", 0)
    assert (entry.start, entry.end) == (START, START + HOUR)
    assert entry.summary == "EV charging: Riverfront Garage, A1"
    assert entry.location == "Riverfront Garage, 200 Front Ave SW, Grand Rapids, MI 49504"
    assert entry.description.splitlines() == [
        "Port A1, marked GR-RF-A1",
        "Enter from Front Ave, take the ramp on the left.",
        "Open to everyone",
        "Take a parking ticket",
        f"See, change or cancel your booking: {SITE}/booking#{reference}",
        f"Help at the charger: {PHONE}",
    ]
    assert (entry.url, entry.organizer) == (f"{SITE}/booking#{reference}", SITE)


def test_a_move_and_a_cancellation_reach_the_same_entry(
    pages: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """One UID and one organizer all along, each time a higher sequence: so calendars move it and take it out."""
    reference = pages.book(order).json["id"]
    files = [pages.invite(reference).text]
    simulator.advance(60)
    pages.move(reference, {"startAt": (START + 2 * HOUR).isoformat(), "endAt": (START + 3 * HOUR).isoformat()})
    files.append(pages.invite(reference).text)
    simulator.advance(60)
    pages.cancel(reference)
    files.append(pages.invite(reference).text)

    booked, moved, canceled = read(files)

    assert len({entry.uid for entry in (booked, moved, canceled)}) == 1
    assert len({entry.organizer for entry in (booked, moved, canceled)}) == 1
    assert booked.sequence < moved.sequence < canceled.sequence
    assert [entry.method for entry in (booked, moved, canceled)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert moved.start == canceled.start == START + 2 * HOUR
    assert canceled.status == "CANCELLED"


def test_a_cancellation_within_a_second_is_the_later_one(pages: Functions, order: dict[str, Any]) -> None:
    """Seconds alone would give it the number of the entry that it takes back."""
    reference = pages.book(order).json["id"]
    files = [pages.invite(reference).text]
    pages.cancel(reference)
    files.append(pages.invite(reference).text)

    booked, canceled = read(files)

    assert canceled.sequence > booked.sequence


def test_a_refused_request_takes_its_entry_back(
    pages: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Whoever added it while it was pending has it taken out again."""
    simulator.approval("held")
    booked = pages.book(order).json
    files = [pages.invite(booked["id"]).text]
    simulator.approval("held", rejectReason="No")
    simulator.decide(booked["bookingRequestId"])
    files.append(pages.invite(booked["id"]).text)

    pending, rejected = read(files)

    assert (pending.method, pending.status) == ("PUBLISH", "TENTATIVE")
    assert (rejected.method, rejected.status) == ("CANCEL", "CANCELLED")
    assert rejected.sequence > pending.sequence


@pytest.mark.parametrize(
    ("status", "method"),
    [
        (BookingStatus.CANCELLED, "CANCEL"),
        (BookingStatus.NO_SHOW, "CANCEL"),
        (BookingStatus.FAILED, "CANCEL"),
        (BookingStatus.COMPLETED, "PUBLISH"),
        (BookingStatus.RESERVED, "PUBLISH"),
    ],
)
def test_every_end_before_its_time_takes_the_entry_out(
    pages: Functions, order: dict[str, Any], status: BookingStatus, method: str
) -> None:
    """What was used stays: it happened."""
    external_id = services().references.external_id(pages.book(order).json["id"])
    followed = process_loop().run_until_complete(
        load_booking_status(services().ampeco, services().catalog, external_id)
    )
    assert followed.booking is not None
    ended = followed._replace(booking=followed.booking.model_copy(update={"status": status}))

    invited = InvitedBooking.from_view(ended, external_id)
    (entry,) = read([invite(invited, "en", NOW, Contact(SITE, None, None)).decode()])

    assert entry.method == method


@pytest.mark.parametrize("place", ["locations", "evses"])
def test_control_characters_reach_no_parser(
    pages: Functions, simulator: SimulatorHandle, order: dict[str, Any], place: str
) -> None:
    """Some parsers fail at them, and some end a line; line breaks in a description stay line breaks."""
    hostile = f"North{CONTROLS}Gate"
    text = [{"locale": "en", "translation": hostile}]
    if place == "locations":
        fields = {"name": text, "streetAddress": text, "additionalDescription": text, "city": hostile}
        simulator.patch("locations", 101, **fields)
    else:
        simulator.patch("evses", 5001, label=hostile, physicalReference=f"1{hostile}")

    file = pages.invite(pages.book(order).json["id"]).text

    (entry,) = read([file])
    words = "North Gate" if place == "locations" else "Riverfront Garage, North Gate"
    assert entry.summary.startswith(f"EV charging: {words}")
    assert not any(control in file for control in CONTROLS if control not in "\t\r\n")
    assert all(line.startswith(" ") or ":" in line for line in file.rstrip("\r\n").split("\r\n"))


def test_without_pages_there_is_still_an_organizer(functions: Functions, order: dict[str, Any]) -> None:
    """Every METHOD wants one; this address is known as none that mail can go to."""
    (entry,) = read([functions.invite(functions.book(order).json["id"]).text])

    assert (entry.organizer, entry.url) == ("invalid:nomail", "")
    assert "http" not in entry.description


def test_a_reader_of_spanish_has_spanish_words(pages: Functions, order: dict[str, Any]) -> None:
    """Ours; the site's are Ampeco's, as far as it has them."""
    reference = pages.book(order).json["id"]

    (entry,) = read([pages.invite(reference, locale="es-MX").text])

    assert entry.summary.startswith("Carga del auto: ")
    assert f"Ayuda en el cargador: {PHONE}" in entry.description
