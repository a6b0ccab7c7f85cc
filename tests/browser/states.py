"""Every state that a page can be in, and how to get it there."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.pages import BookingPage, StatusPage
from tests.browser.scene import Scene
from tests.browser.stack import DRIVER
from tests.browser.walls import DENVER, later, tomorrow_at

SITES = "**/api/sites?*"
SITE = "**/api/sites/101?*"
AVAILABILITY = "**/api/sites/101/availability?*"
ORDERS = "**/api/bookings"
BOOKING = "**/api/bookings/*"


State = Callable[[Scene], None]


# Sites


def _sites(scene: Scene) -> None:
    scene.page.goto("/")
    scene.shows("Riverfront Garage")


def _sites_loading(scene: Scene) -> None:
    scene.hold(SITES)
    scene.page.goto("/")
    scene.shows("Looking for sites…")


def _sites_empty(scene: Scene) -> None:
    scene.page.goto("/?q=nowhere")
    scene.shows("No site matches")


def _sites_in_trouble(scene: Scene) -> None:
    scene.refuse(SITES, 502, "upstream-error")
    scene.page.goto("/")
    scene.shows("The list of sites cannot be shown")


def _sites_without_a_place(scene: Scene) -> None:
    _sites(scene)
    scene.page.get_by_role("button", name="Nearest first").click()
    scene.shows("This page may not see where you are.")


# A site


def _site(scene: Scene) -> None:
    BookingPage(scene.page).open(101)
    scene.page.get_by_text("Hours, parking and access").click()
    scene.shows("Open to everyone")


def _site_loading(scene: Scene) -> None:
    scene.hold(SITE)
    scene.page.goto("/site?id=101")
    expect(scene.page.get_by_role("heading", name="Looking up the site…")).to_be_attached()


def _site_missing(scene: Scene) -> None:
    scene.page.goto("/site")
    scene.shows("This site cannot be booked")


def _site_in_trouble(scene: Scene) -> None:
    scene.refuse(SITE, 502, "upstream-error")
    scene.page.goto("/site?id=101")
    scene.shows("This site cannot be shown")


def _days_loading(scene: Scene) -> None:
    scene.hold(AVAILABILITY)
    scene.page.goto("/site?id=101")
    scene.shows("Riverfront Garage")


def _days_in_trouble(scene: Scene) -> None:
    scene.refuse(AVAILABILITY, 502, "upstream-error")
    scene.page.goto("/site?id=101")
    scene.shows("What is free cannot be shown")


def _nothing_fits(scene: Scene) -> None:
    def fill_up(body: dict[str, Any]) -> None:
        for port in body["ports"]:
            port["availableSlots"] = []

    scene.rewrite(AVAILABILITY, fill_up)
    BookingPage(scene.page).open(101)
    scene.shows("fits nowhere on")


def _nothing_matches(scene: Scene) -> None:
    BookingPage(scene.page).open(101, connector="j1772", kw=150)
    scene.shows("No port here has that plug and power.")


def _link_in_vain(scene: Scene) -> None:
    BookingPage(scene.page).open(101, evse=999999, minutes=7)
    scene.shows("The link asks for")


def _closed_then(scene: Scene) -> None:
    BookingPage(scene.page).open(103)
    BookingPage(scene.page).choose(tomorrow_at(4, DENVER))
    scene.shows("The site is closed for part of this time.")


# Pressing Book


def _chosen(scene: Scene) -> BookingPage:
    booking = BookingPage(scene.page)
    booking.open(101)
    booking.choose(tomorrow_at(9), port="A1")
    booking.email.fill(DRIVER)
    return booking


def _whole(scene: Scene) -> None:
    _chosen(scene)


def _sending(scene: Scene) -> None:
    scene.hold(ORDERS)
    _chosen(scene).submit.click()
    scene.shows("Sending to the charger network…")


def _not_whole(scene: Scene) -> None:
    booking = BookingPage(scene.page)
    booking.open(101)
    booking.submit.click()
    scene.shows("Check this before booking")


def _refused(words: str, status: int, kind: str, **more: Any) -> State:
    def draw(scene: Scene) -> None:
        scene.refuse(ORDERS, status, kind, **more)
        _chosen(scene).submit.click()
        scene.shows(words)

    return draw


def _taken(scene: Scene) -> None:
    scene.watch.announce("409 /api/bookings")
    booking, start = _chosen(scene), tomorrow_at(9)
    scene.stack.simulator.book(evse_id=scene.stack.port(101, "A1"), start=start, end=later(start, 60))
    booking.submit.click()
    scene.shows("The same port, at another time")


# A booking


def _status_without_reference(scene: Scene) -> None:
    scene.page.goto("/booking")
    scene.shows("This link names no booking")


def _status_missing(scene: Scene) -> None:
    scene.watch.announce("404 /api/bookings/1")
    scene.page.goto("/booking#1")
    scene.shows("There is no such booking")


def _status_loading(scene: Scene) -> None:
    scene.hold(BOOKING)
    scene.page.goto("/booking#1")
    expect(scene.page.get_by_role("heading", name="Looking up the booking…")).to_be_attached()


def _status_in_trouble(scene: Scene) -> None:
    scene.refuse(BOOKING, 502, "upstream-error")
    scene.page.goto("/booking#1")
    scene.shows("The booking cannot be shown right now")


def _status(word: str, request_status: str, **more: Any) -> State:
    def draw(scene: Scene) -> None:
        scene.stack.simulator.approval("instant")
        reference = scene.stack.book(101, tomorrow_at(9), label="A1")
        scene.rewrite(BOOKING, lambda body: body.update(requestStatus=request_status, **more))
        StatusPage(scene.page).open(reference)
        scene.shows(word)

    return draw


def _no_page(scene: Scene) -> None:
    scene.watch.announce("404 /nowhere")
    scene.page.goto("/nowhere")
    scene.shows("There is no page here")


STATES: dict[str, State] = {
    "sites": _sites,
    "sites, loading": _sites_loading,
    "sites, empty": _sites_empty,
    "sites, error": _sites_in_trouble,
    "sites, place kept secret": _sites_without_a_place,
    "site": _site,
    "site, loading": _site_loading,
    "site, missing": _site_missing,
    "site, error": _site_in_trouble,
    "days, loading": _days_loading,
    "days, error": _days_in_trouble,
    "days, nothing fits": _nothing_fits,
    "days, nothing matches": _nothing_matches,
    "link in vain": _link_in_vain,
    "outside the hours": _closed_then,
    "whole": _whole,
    "sending": _sending,
    "not whole": _not_whole,
    "no account": _refused("No driver account with this email", 404, "driver-not-found"),
    "taken": _taken,
    "overlapping": _refused("You already hold a booking at that time", 409, "overlapping-booking"),
    "network down": _refused("The charger network does not answer", 502, "upstream-error"),
    "too many requests": _refused("Too many requests just now", 429, "too-many-requests"),
    "refused": _refused("This could not be booked", 422, "idempotency-key-reused"),
    "outcome unknown": _refused("We do not know yet", 504, "outcome-unknown"),
    "no reference": _status_without_reference,
    "no booking": _status_missing,
    "booking, loading": _status_loading,
    "booking, error": _status_in_trouble,
    "pending": _status("Sent", "pending"),
    "rejected": _status("Not accepted", "rejected", rejectionReason="The ramp is closed."),
    "approved": _status("Confirmed", "approved"),
    "reserved": _status("The port is being held for you now.", "approved", status="reserved"),
    "completed": _status("Completed", "approved", status="completed"),
    "cancelled": _status("Cancelled", "approved", status="cancelled"),
    "no-show": _status("Missed", "approved", status="no-show"),
    "failed": _status("Failed", "approved", status="failed"),
    "a status of tomorrow": _status("a state that this page does not know", "approved", status="parked-askew"),
    "no page": _no_page,
}
