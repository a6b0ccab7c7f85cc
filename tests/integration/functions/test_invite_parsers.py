"""The calendar file in five independent parsers, over the life of a booking."""

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
    """Return the functions with the address of the pages and a phone number."""
    functions.configure(SITE_URL=SITE, SUPPORT_PHONE=PHONE)
    return functions


def same(found: dict[str, Entry]) -> Entry:
    """Return the data on which all parsers agree."""
    assert found.keys() == PARSERS
    assert len(set(found.values())) == 1, found
    return found["icalendar"]


def read(files: Iterable[str]) -> list[Entry]:
    """Return, for each file, the data on which all parsers agree."""
    return [same(found) for found in parsed(files)]


def test_five_parsers_read_the_same_booking(pages: Functions, order: dict[str, Any]) -> None:
    """Name, time and place; the description has port, directions, link and phone."""
    reference = pages.book(order).json["id"]

    (entry,) = read([pages.invite(reference).text])

    assert (entry.method, entry.status, entry.sequence) == ("PUBLISH", "CONFIRMED", 0)
    assert (entry.start, entry.end) == (START, START + HOUR)
    assert entry.summary == "EV charging: Riverfront Garage, A1"
    assert entry.location == "Riverfront Garage, 200 Front Ave SW, Grand Rapids, MI 49504"
    assert entry.description.splitlines() == [
        "Port A1, labeled GR-RF-A1",
        "Enter from Front Ave, take the ramp on the left.",
        "Open to everyone",
        "Take a parking ticket",
        f"See, change or cancel your booking: {SITE}/booking#{reference}",
        f"Help at the charger: {PHONE}",
    ]
    assert (entry.url, entry.organizer) == (f"{SITE}/booking#{reference}", SITE)


def test_a_reschedule_and_a_cancellation_update_the_same_entry(
    pages: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """One UID and one organizer, with a higher sequence each time."""
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


def test_a_cancellation_within_the_same_second_has_a_higher_sequence(pages: Functions, order: dict[str, Any]) -> None:
    """Seconds alone would give both the same number."""
    reference = pages.book(order).json["id"]
    files = [pages.invite(reference).text]
    pages.cancel(reference)
    files.append(pages.invite(reference).text)

    booked, canceled = read(files)

    assert canceled.sequence > booked.sequence


def test_a_rejected_request_cancels_its_entry(
    pages: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """For those who added it while it was pending."""
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
def test_a_booking_that_ends_unused_cancels_its_entry(
    pages: Functions, order: dict[str, Any], status: BookingStatus, method: str
) -> None:
    """The entry of a used booking stays."""
    external_id = services().references.external_id(pages.book(order).json["id"])
    followed = process_loop().run_until_complete(
        load_booking_status(services().ampeco, services().catalog, external_id, now=NOW)
    )
    assert followed.booking is not None
    ended = followed._replace(booking=followed.booking.model_copy(update={"status": status}))

    invited = InvitedBooking.from_view(ended, external_id)
    (entry,) = read([invite(invited, "en", NOW, Contact(SITE, None, None)).decode()])

    assert entry.method == method


@pytest.mark.parametrize("place", ["locations", "evses"])
def test_control_characters_are_removed(
    pages: Functions, simulator: SimulatorHandle, order: dict[str, Any], place: str
) -> None:
    """Some parsers fail on them, some end a line; line breaks in a description are preserved."""
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
    """Every METHOD requires one; its address is reserved and receives no mail."""
    (entry,) = read([functions.invite(functions.book(order).json["id"]).text])

    assert (entry.organizer, entry.url) == ("invalid:nomail", "")
    assert "http" not in entry.description


def test_a_spanish_file_has_spanish_texts(pages: Functions, order: dict[str, Any]) -> None:
    """Our texts, and Ampeco's translations as far as they exist."""
    reference = pages.book(order).json["id"]

    (entry,) = read([pages.invite(reference, locale="es-MX").text])

    assert entry.summary.startswith("Carga del auto: ")
    assert f"Ayuda en el cargador: {PHONE}" in entry.description
