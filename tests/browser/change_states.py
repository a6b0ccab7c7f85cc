"""Every state of moving and of cancelling a booking: walks as in `states`."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import expect

from tests.browser.pages import BookingPage
from tests.browser.scene import Scene
from tests.browser.walls import later, tomorrow_at

BOOKING = "**/api/bookings/*"
UPDATE = "**/api/bookings/*/update"
CANCEL = "**/api/bookings/*/cancel"
AVAILABILITY = "**/api/sites/101/availability?*"

REFUSED_MOVES = (
    ("You already hold a booking at that time", 409, "overlapping-booking"),
    ("This booking cannot be moved any more", 409, "booking-not-changeable"),
    ("The charger network does not answer", 502, "upstream-error"),
    ("Too many requests just now", 429, "rate-limited"),
    ("This could not be moved", 422, "idempotency-key-reused"),
    ("was just taken", 409, "slot-unavailable"),
)


def narrow_day(body: dict[str, Any]) -> None:
    """Leave a short day free on each port: a page with few starts is looked through sooner."""
    window = {"startAt": tomorrow_at(8).isoformat(), "endAt": tomorrow_at(16).isoformat()}
    for port in body["ports"]:
        port["availableSlots"] = [window]


def a_move(scene: Scene) -> Iterator[str]:
    """Show no booking, error, loading, one that cannot be moved, ready, each refusal, and a lost answer."""
    scene.stack.simulator.approval("instant")
    address = f"/move#{scene.stack.book(101, tomorrow_at(9), label='A1')}"
    booking = BookingPage(scene.page, scene.tongue)
    scene.rewrite(AVAILABILITY, narrow_day)

    scene.go_to("/move")
    yield scene.see("The link may be incomplete.")

    scene.refuse(BOOKING, 502, "upstream-error")
    scene.go_to(address)
    yield scene.see("The booking cannot be shown right now")

    scene.hold(BOOKING)
    scene.go_to(address)
    scene.await_heading("Looking up the booking…")
    yield "a move, loading"

    scene.let_go(BOOKING)
    scene.rewrite(BOOKING, lambda body: body["actions"].update(canUpdate=False))
    scene.go_to(address)
    yield scene.see("This booking cannot be moved now")

    scene.let_go(BOOKING)
    scene.go_to(address)
    expect(booking.start(tomorrow_at(14))).to_be_attached()
    yield scene.see("The port stays")

    scene.press("Move")
    yield scene.see("Check this before moving")

    booking.start(tomorrow_at(14)).check()
    for words, status, kind in REFUSED_MOVES:
        scene.refuse(UPDATE, status, kind)
        scene.press("Move")
        yield scene.see(words)

    booking.start(tomorrow_at(14)).check()
    scene.hold(UPDATE)
    scene.press("Move")
    scene.page.reload()
    yield scene.see("We do not know yet")


def a_cancellation(scene: Scene) -> Iterator[str]:
    """Show the question, the time to undo, trouble, refusal, a lost answer, and what the network makes of it."""
    scene.stack.simulator.approval("instant")
    reference = scene.stack.book(101, tomorrow_at(9), label="A1")
    page = scene.page
    scene.go_to(f"/booking#{reference}")
    scene.see("Change or cancel")

    def ask(kind: str = "") -> None:
        if kind:
            scene.refuse(CANCEL, 502 if kind.startswith("upstream") else 409, kind)
        scene.press("Cancel this booking")
        scene.press("Yes, cancel it")
        scene.see("Cancelling in")

    scene.press("Cancel this booking")
    yield scene.see("Cancel this booking?")

    scene.press("Yes, cancel it")
    yield scene.see("Nothing is sent yet.")

    scene.press("Undo")
    ask("upstream-error")
    page.clock.fast_forward(9_000)
    yield scene.see("Nothing was changed")

    scene.press("Keep the booking")
    ask("booking-not-changeable")
    page.clock.fast_forward(9_000)
    yield scene.see("Not cancelled.")

    scene.stack.simulator.approval("held", rejectReason="Too late to cancel.")
    ask()
    page.clock.fast_forward(9_000)
    yield scene.see("Cancellation sent")

    scene.stack.simulator.decide()
    page.clock.fast_forward(20_000)
    yield scene.see("Not cancelled")


def another_port(scene: Scene) -> Iterator[str]:
    """Show the way to another port, then this browser's list of bookings."""
    scene.stack.simulator.approval("instant")
    start = tomorrow_at(9)
    reference = scene.stack.book(101, start, label="A1")
    scene.rewrite(AVAILABILITY, narrow_day)

    scene.go_to(f"/site?id=101&date={start:%Y-%m-%d}&from=09:00#{reference}")
    yield scene.see("It stays yours")

    booking = {"reference": reference, "site": "Riverfront Garage"}
    kept = booking | {"startAt": start.isoformat(), "endAt": later(start, 60).isoformat()}
    scene.page.evaluate("(kept) => localStorage.setItem('bookings', JSON.stringify([kept]))", kept)
    scene.go_to("/booking")
    yield scene.see("Your bookings")
