"""Every state of rescheduling and canceling a booking: walks as in `states`."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import expect

from tests.browser.page_fixture import PageFixture
from tests.browser.pages import BookingPage
from tests.browser.wall_time import later, tomorrow_at

BOOKING = "**/api/bookings/*"
UPDATE = "**/api/bookings/*/update"
PORTS = "**/api/bookings/*/ports"
CANCEL = "**/api/bookings/*/cancel"
AVAILABILITY = "**/api/sites/101/availability?*"

REFUSED_MOVES = (
    ("You already have a booking then", 409, "overlapping-booking"),
    ("This booking can't be moved anymore", 409, "booking-not-changeable"),
    ("We can't reach the charging network", 502, "upstream-error"),
    ("Too many requests right now", 429, "rate-limited"),
    ("We couldn't move this booking", 422, "idempotency-key-reused"),
    ("was just booked", 409, "slot-unavailable"),
)


def narrow_day(body: dict[str, Any]) -> None:
    """Leave a short free time on each port, so that the page has few starts."""
    window = {"startAt": tomorrow_at(8).isoformat(), "endAt": tomorrow_at(16).isoformat()}
    for port in body["ports"]:
        port["availableSlots"] = [window]


def a_move(page_fixture: PageFixture) -> Iterator[str]:
    """Show no booking, error, loading, one that cannot be rescheduled, ready, each refusal, and a lost reply."""
    page_fixture.stack.simulator.approval("instant")
    address = f"/move#{page_fixture.stack.book(101, tomorrow_at(9), label='A1')}"
    booking = BookingPage(page_fixture.page, page_fixture.translator)
    page_fixture.rewrite(AVAILABILITY, narrow_day)

    page_fixture.go_to("/move")
    yield page_fixture.see("The link may be incomplete.")

    page_fixture.refuse(BOOKING, 502, "upstream-error")
    page_fixture.go_to(address)
    yield page_fixture.see("We couldn't load your booking")

    page_fixture.hold(BOOKING)
    page_fixture.go_to(address)
    page_fixture.await_heading("Loading your booking…")
    yield "a move, loading"

    page_fixture.release(BOOKING)
    page_fixture.rewrite(BOOKING, lambda body: body["actions"].update(canUpdate=False))
    page_fixture.go_to(address)
    yield page_fixture.see("This booking can't be moved right now")

    page_fixture.release(BOOKING)
    page_fixture.go_to(address)
    expect(booking.start(tomorrow_at(14))).to_be_attached()
    yield page_fixture.see("Same port")

    page_fixture.press("Move")
    yield page_fixture.see("Check this before moving")

    booking.start(tomorrow_at(14)).check()
    for words, status, kind in REFUSED_MOVES:
        page_fixture.refuse(UPDATE, status, kind)
        page_fixture.press("Move")
        yield page_fixture.see(words)

    booking.start(tomorrow_at(14)).check()
    page_fixture.hold(UPDATE)
    page_fixture.press("Move")
    page_fixture.page.reload()
    yield page_fixture.see("We don't know yet")


def a_cancellation(page_fixture: PageFixture) -> Iterator[str]:
    """Show the question, the time to undo, errors, refusal, a lost reply, and the network's decisions."""
    page_fixture.stack.simulator.approval("instant")
    reference = page_fixture.stack.book(101, tomorrow_at(9), label="A1")
    page = page_fixture.page
    page_fixture.go_to(f"/booking#{reference}")
    page_fixture.see("Change or cancel")

    def ask(kind: str = "") -> None:
        if kind:
            page_fixture.refuse(CANCEL, 502 if kind.startswith("upstream") else 409, kind)
        page_fixture.press("Cancel booking")
        page_fixture.press("Yes, cancel it")
        page_fixture.see("Canceling in")

    page_fixture.press("Cancel booking")
    yield page_fixture.see("Cancel this booking?")

    page_fixture.press("Yes, cancel it")
    yield page_fixture.see("Changed your mind? Undo.")

    page_fixture.press("Undo")
    ask("upstream-error")
    page.clock.fast_forward(9_000)
    yield page_fixture.see("Nothing was changed")

    page_fixture.press("Keep booking")
    ask("booking-not-changeable")
    page.clock.fast_forward(9_000)
    yield page_fixture.see("Not canceled.")

    page_fixture.stack.simulator.approval("held", rejectReason="Too late to cancel.")
    ask()
    page.clock.fast_forward(9_000)
    yield page_fixture.see("Cancellation pending")

    page_fixture.stack.simulator.decide()
    page.clock.fast_forward(20_000)
    yield page_fixture.see("Not canceled")


def another_port(page_fixture: PageFixture) -> Iterator[str]:
    """Show the ports to switch to, then this browser's list of bookings."""
    page_fixture.stack.simulator.approval("instant")
    start = tomorrow_at(9)
    reference = page_fixture.stack.book(101, start, label="A1")
    address = f"/booking#{reference}&switch"

    page_fixture.hold(PORTS)
    page_fixture.go_to(address)
    yield page_fixture.see("Looking for available ports…")

    page_fixture.fail(PORTS, at=address)
    yield page_fixture.see("We couldn't load the available ports")

    page_fixture.go_to(address)
    yield page_fixture.see("Available now")

    page_fixture.rewrite(PORTS, lambda body: body.update(ports=[]))
    page_fixture.go_to(address)
    yield page_fixture.see("No other port with your plug is available then.")

    booking = {"reference": reference, "site": "Riverfront Garage"}
    kept = booking | {"startAt": start.isoformat(), "endAt": later(start, 60).isoformat()}
    page_fixture.page.evaluate("(kept) => localStorage.setItem('bookings', JSON.stringify([kept]))", kept)
    page_fixture.go_to("/booking")
    yield page_fixture.see("Your bookings")
