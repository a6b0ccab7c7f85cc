"""Every state that a page can be in: walks that stop at one after the other, saying its name."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.browser.change_states import a_cancellation, a_move, another_port, narrow_day
from tests.browser.news_states import another_language, old_news, without_a_connection
from tests.browser.pages import UNKNOWN, BookingPage, StatusPage
from tests.browser.scene import Scene
from tests.browser.sign_states import the_signs
from tests.browser.stack import DRIVER
from tests.browser.walls import DENVER, later, tomorrow_at

SITES = "**/api/sites?*"
SITE = "**/api/sites/101?*"
AVAILABILITY = "**/api/sites/101/availability?*"
ORDERS = "**/api/bookings"
BOOKING = "**/api/bookings/*"

REFUSALS = (
    ("No driver account with this email", 404, "driver-not-found"),
    ("You already hold a booking at that time", 409, "overlapping-booking"),
    ("You hold as many bookings as one driver can", 409, "too-many-bookings"),
    ("The charger network does not answer", 502, "upstream-error"),
    ("Too many requests just now", 429, "too-many-requests"),
    ("This could not be booked", 422, "idempotency-key-reused"),
)


def _move(status: str) -> dict[str, str | None]:
    """Return a change of the time as the server tells of it."""
    start = tomorrow_at(14)
    times = {"startAt": start.isoformat(), "endAt": later(start, 60).isoformat()}
    return {"type": "update", "status": status, "rejectionReason": None, **times}


FACES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Sent", {"requestStatus": "pending"}),
    ("Not accepted", {"requestStatus": "rejected", "rejectionReason": "The ramp is closed."}),
    ("Confirmed", {"status": "accepted"}),
    ("The port is being held for you now.", {"status": "reserved"}),
    ("Completed", {"status": "completed"}),
    ("Cancelled", {"status": "cancelled"}),
    ("Missed", {"status": "no-show"}),
    ("Failed", {"status": "failed"}),
    ("a state that this page does not know", {"status": "parked-askew"}),
    ("New time sent", {"status": "accepted", "change": _move("pending")}),
    ("Not moved", {"change": _move("rejected") | {"rejectionReason": "The ramp is closed."}}),
    ("Moved", {"change": _move("approved")}),
)

Walk = Callable[[Scene], Iterator[str]]


def the_list_of_sites(scene: Scene) -> Iterator[str]:
    """Show loading, error, empty, ready, and the word about a place kept secret."""
    scene.hold(SITES)
    scene.go_to("/")
    yield scene.see("Looking for sites…")

    scene.fail(SITES, at="/")
    yield scene.see("The list of sites cannot be shown")

    scene.go_to("/?q=nowhere")
    yield scene.see("No site matches")

    scene.go_to("/")
    scene.read("Front Ave SW")
    yield "sites"

    scene.press("Nearest first")
    yield scene.see("This page may not see where you are.")


def a_site(scene: Scene) -> Iterator[str]:
    """Show loading, error, missing, ready, and what is said of a link and of the hours."""
    scene.hold(SITE)
    scene.go_to("/site?id=101")
    scene.await_heading("Looking up the site…")
    yield "a site, loading"

    scene.fail(SITE, at="/site?id=101")
    yield scene.see("This site cannot be shown")

    scene.go_to("/site")
    yield scene.see("This site cannot be booked")

    BookingPage(scene.page, scene.tongue).open(101, evse=999999, minutes=7)
    scene.page.get_by_text(scene.tongue.say("Hours, parking and access")).click()
    yield scene.see("The link asks for")

    BookingPage(scene.page, scene.tongue).open(103)
    BookingPage(scene.page, scene.tongue).choose(tomorrow_at(4, DENVER))
    yield scene.see("The site is closed for part of this time.")


def what_is_free(scene: Scene) -> Iterator[str]:
    """Show loading, error, and empty for two reasons."""
    scene.hold(AVAILABILITY)
    scene.go_to("/site?id=101")
    scene.read("Front Ave SW")
    yield "what is free, loading"

    scene.fail(AVAILABILITY, at="/site?id=101")
    yield scene.see("What is free cannot be shown")

    BookingPage(scene.page, scene.tongue).open(101, connector="j1772", kw=150)
    yield scene.see("No port here has that plug and power.")

    def fill_up(body: dict[str, Any]) -> None:
        for port in body["ports"]:
            port["availableSlots"] = []

    scene.rewrite(AVAILABILITY, fill_up)
    BookingPage(scene.page, scene.tongue).open(101)
    yield scene.see("No port here has that plug and power.")

    scene.press("Any plug, any power")
    yield scene.see("fits nowhere on")


def pressing_book(scene: Scene) -> Iterator[str]:
    """Press too early, then with a whole form: each refusal, taken, on its way, lost."""
    booking, start = BookingPage(scene.page, scene.tongue), tomorrow_at(9)
    scene.rewrite(AVAILABILITY, narrow_day)
    booking.open(101)
    booking.submit.click()
    yield scene.see("Check this before booking")

    booking.choose(start, port="A1")
    booking.email.fill(DRIVER)
    yield "whole"

    for words, status, kind in REFUSALS:
        scene.refuse(ORDERS, status, kind)
        booking.submit.click()
        yield scene.see(words)

    scene.stack.simulator.book(evse_id=scene.stack.port(101, "A1"), start=start, end=later(start, 60))
    scene.watch.announce("409 /api/bookings")
    booking.submit.click()
    yield scene.see("The same port, at another time")

    booking.choose(tomorrow_at(14))
    scene.hold(ORDERS)
    booking.submit.click()
    yield scene.see("Sending to the charger network…")

    scene.page.reload()
    yield scene.see("We do not know yet")


def a_booking(scene: Scene) -> Iterator[str]:
    """Show no reference, a part, an unknown one, error, loading, then everything that can become of a booking."""
    scene.go_to("/booking")
    yield scene.see("This link names no booking")

    scene.go_to("/booking#1")
    yield scene.see("The link may be incomplete.")

    scene.watch.announce("404 /api/bookings/*")
    scene.go_to(f"/booking#{UNKNOWN}")
    yield scene.see("There is no such booking")

    scene.refuse(BOOKING, 502, "upstream-error")
    scene.page.reload()
    yield scene.see("The booking cannot be shown right now")

    scene.hold(BOOKING)
    scene.page.reload()
    scene.await_heading("Looking up the booking…")
    yield "a booking, loading"

    scene.let_go(BOOKING)
    scene.stack.simulator.approval("instant")
    StatusPage(scene.page, scene.tongue).open(scene.stack.book(101, tomorrow_at(9), label="A1"))
    for words, change in FACES:
        scene.rewrite(BOOKING, _updating(change))
        scene.page.reload()
        yield scene.see(words)


def no_page(scene: Scene) -> Iterator[str]:
    """Show what stands where nothing is."""
    scene.watch.announce("404 *nowhere")
    scene.go_to("/nowhere")
    yield scene.see("There is no page here")


def _updating(fields: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.update(fields)


WALKS: tuple[Walk, ...] = (
    *(the_list_of_sites, a_site, what_is_free, pressing_book, a_booking, no_page),
    *(a_move, a_cancellation, another_port),
    *(old_news, without_a_connection, another_language, the_signs),
)
