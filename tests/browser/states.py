"""Every state of a page: walks that yield the name of each state in turn."""

from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import expect

from tests.browser.car_states import the_car
from tests.browser.change_states import a_cancellation, a_move, another_port, narrow_day
from tests.browser.page_fixture import PageFixture
from tests.browser.pages import UNKNOWN, BookingPage, StatusPage
from tests.browser.sign_states import the_signs
from tests.browser.stack import DRIVER
from tests.browser.staleness_states import another_language, stale_data, while_offline
from tests.browser.wall_time import DENVER, later, tomorrow_at

SITES = "**/api/sites?*"
SITE = "**/api/sites/101?*"
AVAILABILITY = "**/api/sites/101/availability?*"
MAX_BOOKINGS = "**/api/bookings"
BOOKING = "**/api/bookings/*"
LINKS = "**/api/bookings/links"

REFUSALS = (
    ("No account with this email", 404, "driver-not-found"),
    ("You already have a booking then", 409, "overlapping-booking"),
    ("You've reached the booking limit", 409, "too-many-bookings"),
    ("We can't reach the charging network", 502, "upstream-error"),
    ("Too many requests right now", 429, "too-many-requests"),
    ("We couldn't book this", 422, "idempotency-key-reused"),
)


def _move(status: str) -> dict[str, str | None]:
    """Return a change of time as the server returns it."""
    start = tomorrow_at(14)
    times = {"startAt": start.isoformat(), "endAt": later(start, 60).isoformat()}
    return {"type": "update", "status": status, "rejectionReason": None, **times}


def _switched(*, active: bool) -> dict[str, Any]:
    """Return the booking on the other port as the server returns it."""
    status = "accepted" if active else "cancelled"
    return {"id": UNKNOWN, "requestStatus": "approved", "status": status, "active": active, "portLabel": "A9"}


FACES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Pending", {"requestStatus": "pending"}),
    ("Declined", {"requestStatus": "rejected", "rejectionReason": "The ramp is closed."}),
    ("Confirmed", {"status": "accepted"}),
    ("We're holding this port for you now.", {"status": "reserved"}),
    ("Completed", {"status": "completed"}),
    ("Canceled", {"status": "cancelled"}),
    ("No-show", {"status": "no-show"}),
    ("Failed", {"status": "failed"}),
    ("calls its status", {"status": "parked-askew"}),
    ("Change pending", {"status": "accepted", "change": _move("pending")}),
    ("Not changed", {"change": _move("rejected") | {"rejectionReason": "The ramp is closed."}}),
    ("Moved", {"change": _move("approved")}),
    ("Switch pending", {"requestStatus": "pending", "replaces": _switched(active=True)}),
    ("Not switched", {"requestStatus": "rejected", "replaces": _switched(active=True)}),
    ("We released", {"status": "accepted", "replaces": _switched(active=False)}),
    ("You asked for", {"status": "accepted", "replacedBy": _switched(active=False)}),
)

Walk = Callable[[PageFixture], Iterator[str]]


def each_page(page_fixture: PageFixture) -> Iterator[str]:
    """Show each page in the state with most parts, and one that could not be loaded."""
    page_fixture.go_to("/")
    page_fixture.read("Front Ave SW")
    yield "sites"

    page_fixture.refuse(SITES, 502, "upstream-error")
    page_fixture.go_to("/")
    yield page_fixture.see("We couldn't load the sites")

    booking = BookingPage(page_fixture.page, page_fixture.translator)
    booking.open(101, evse=999999, minutes=7)
    page_fixture.page.get_by_text(page_fixture.translator.say("Hours, parking and access")).click()
    yield page_fixture.see("in this link can't be booked")

    page_fixture.stack.simulator.approval("instant")
    reference = page_fixture.stack.book(101, tomorrow_at(9), label="A1")
    StatusPage(page_fixture.page, page_fixture.translator).open(reference)
    yield page_fixture.see("Confirmed")

    page_fixture.go_to(f"/move#{reference}")
    expect(booking.start(tomorrow_at(14))).to_be_attached()
    yield page_fixture.see("Same port")

    page_fixture.go_to("/find")
    page_fixture.press("Email my links")
    yield page_fixture.see("Enter your app account email, like name@example.com.")

    yield from no_page(page_fixture)


def the_list_of_sites(page_fixture: PageFixture) -> Iterator[str]:
    """Show loading, error, empty, ready, and the notice about a denied position."""
    page_fixture.hold(SITES)
    page_fixture.go_to("/")
    yield page_fixture.see("Loading sites…")

    page_fixture.fail(SITES, at="/")
    yield page_fixture.see("We couldn't load the sites")

    page_fixture.go_to("/?q=nowhere")
    yield page_fixture.see("No sites found")

    page_fixture.go_to("/?q=Flint")
    yield page_fixture.see("Nearest sites:")

    page_fixture.go_to("/")
    page_fixture.read("Front Ave SW")
    yield "sites"

    page_fixture.press("Nearest first")
    yield page_fixture.see("Location is off.")


def a_site(page_fixture: PageFixture) -> Iterator[str]:
    """Show loading, error, missing, ready, and the notices about the link and the opening hours."""
    page_fixture.hold(SITE)
    page_fixture.go_to("/site?id=101")
    page_fixture.await_heading("Loading the site…")
    yield "a site, loading"

    page_fixture.fail(SITE, at="/site?id=101")
    yield page_fixture.see("We couldn't load this site")

    page_fixture.go_to("/site")
    yield page_fixture.see("This site can't be booked")

    BookingPage(page_fixture.page, page_fixture.translator).open(101, evse=999999, minutes=7)
    page_fixture.page.get_by_text(page_fixture.translator.say("Hours, parking and access")).click()
    yield page_fixture.see("in this link can't be booked")

    BookingPage(page_fixture.page, page_fixture.translator).open(103)
    BookingPage(page_fixture.page, page_fixture.translator).choose(tomorrow_at(4, DENVER))
    yield page_fixture.see("The site is closed for part of this time.")


def what_is_free(page_fixture: PageFixture) -> Iterator[str]:
    """Show loading, error, and empty for two reasons."""
    page_fixture.hold(AVAILABILITY)
    page_fixture.go_to("/site?id=101")
    page_fixture.read("Front Ave SW")
    yield "what is free, loading"

    page_fixture.fail(AVAILABILITY, at="/site?id=101")
    yield page_fixture.see("We couldn't load availability")

    BookingPage(page_fixture.page, page_fixture.translator).open(101, connector="j1772", kw=150)
    yield page_fixture.see("No port here has that plug and power.")

    def fill_up(body: dict[str, Any]) -> None:
        for port in body["ports"]:
            port["availableSlots"] = []

    page_fixture.rewrite(AVAILABILITY, fill_up)
    BookingPage(page_fixture.page, page_fixture.translator).open(101)
    yield page_fixture.see("No port here has that plug and power.")

    page_fixture.press("Show any power")
    yield page_fixture.see("openings on")


def pressing_book(page_fixture: PageFixture) -> Iterator[str]:
    """Submit an incomplete form, then a complete one: each refusal, taken, sending, lost reply."""
    booking, start = BookingPage(page_fixture.page, page_fixture.translator), tomorrow_at(9)
    page_fixture.rewrite(AVAILABILITY, narrow_day)
    booking.open(101)
    booking.submit.click()
    yield page_fixture.see("Check this before booking")

    booking.choose(start, port="A1")
    booking.email.fill(DRIVER)
    yield "whole"

    for words, status, kind in REFUSALS:
        page_fixture.refuse(MAX_BOOKINGS, status, kind)
        booking.submit.click()
        yield page_fixture.see(words)

    page_fixture.stack.simulator.book(evse_id=page_fixture.stack.port(101, "A1"), start=start, end=later(start, 60))
    page_fixture.console.expect("409 /api/bookings")
    booking.submit.click()
    yield page_fixture.see("Same port, another time")

    booking.choose(tomorrow_at(14))
    page_fixture.hold(MAX_BOOKINGS)
    booking.submit.click()
    yield page_fixture.see("Sending to the charging network…")

    page_fixture.page.reload()
    yield page_fixture.see("We don't know yet")


def a_booking(page_fixture: PageFixture) -> Iterator[str]:
    """Show no reference, an incomplete one, an unknown one, error, loading, then every status of a booking."""
    page_fixture.go_to("/booking")
    yield page_fixture.see("Looking for your booking?")

    page_fixture.go_to("/booking#1")
    yield page_fixture.see("The link may be incomplete.")

    page_fixture.console.expect("404 /api/bookings/*")
    page_fixture.go_to(f"/booking#{UNKNOWN}")
    yield page_fixture.see("No booking matches this link")

    page_fixture.refuse(BOOKING, 502, "upstream-error")
    page_fixture.page.reload()
    yield page_fixture.see("We couldn't load your booking")

    page_fixture.hold(BOOKING)
    page_fixture.page.reload()
    page_fixture.await_heading("Loading your booking…")
    yield "a booking, loading"

    page_fixture.release(BOOKING)
    page_fixture.stack.simulator.approval("instant")
    StatusPage(page_fixture.page, page_fixture.translator).open(
        page_fixture.stack.book(101, tomorrow_at(9), label="A1")
    )
    for words, change in FACES:
        page_fixture.rewrite(BOOKING, _updating(change))
        page_fixture.page.reload()
        yield page_fixture.see(words)


def a_lost_link(page_fixture: PageFixture) -> Iterator[str]:
    """Show ready, a missing email, sending, error, too many requests, mails not configured, sent."""
    page_fixture.go_to("/find")
    yield page_fixture.see("Lost your link?")

    page_fixture.press("Email my links")
    yield page_fixture.see("Enter your app account email, like name@example.com.")

    email = page_fixture.page.get_by_role("textbox", name=page_fixture.translator.say("App account email"))
    email.fill(DRIVER)
    page_fixture.hold(LINKS)
    page_fixture.press("Email my links")
    yield page_fixture.see("Sending…")

    page_fixture.release(LINKS)
    page_fixture.go_to("/find")
    email.fill(DRIVER)
    for words, status, kind in (
        ("We couldn't send your links", 503, "mail-not-ready"),
        ("Too many requests right now. Try again in a few seconds.", 429, "too-many-attempts"),
        ("We can't email links here", 404, "mail-not-offered"),
    ):
        page_fixture.refuse(LINKS, status, kind)
        page_fixture.press("Email my links")
        yield page_fixture.see(words)

    page_fixture.go_to("/find")
    email.fill(DRIVER)
    page_fixture.press("Email my links")
    yield page_fixture.see("Check your email")


def no_page(page_fixture: PageFixture) -> Iterator[str]:
    """Show the empty states."""
    page_fixture.console.expect("404 *nowhere")
    page_fixture.go_to("/nowhere")
    yield page_fixture.see("We can't find that page")


def _updating(fields: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.update(fields)


WALKS: tuple[Walk, ...] = (
    *(the_list_of_sites, a_site, the_car, what_is_free, pressing_book, a_booking, a_lost_link, no_page),
    *(a_move, a_cancellation, another_port),
    *(stale_data, while_offline, another_language, the_signs),
)
