"""States of the booking page that depend on the car and on a scanned sign."""

from collections.abc import Iterator

from tests.browser.page_fixture import PageFixture
from tests.browser.pages import BookingPage
from tests.browser.wall_time import DENVER, tomorrow_at

REMEMBER = "(plug) => localStorage.setItem('plug', JSON.stringify(plug))"


def the_car(page_fixture: PageFixture) -> Iterator[str]:
    """Show a port to choose, a scanned one, a plug that the site lacks, and a scanned port that does not fit."""
    page, port = page_fixture.page, page_fixture.stack.port
    booking = BookingPage(page, page_fixture.translator)
    booking.open(101)
    booking.day(tomorrow_at(9).date()).check()
    booking.start(tomorrow_at(9)).check()
    booking.submit.click()
    yield page_fixture.see("Choose a port.")

    booking.open(101, evse=port(101, "A3"))
    page_fixture.see("You scanned port {port} · {detail}.")
    booking.day(tomorrow_at(14).date()).check()
    booking.start(tomorrow_at(14)).check()
    yield "a scanned port"

    page.evaluate(REMEMBER, "chademo")
    page.evaluate("sessionStorage.clear()")
    booking.open(101)
    yield page_fixture.see("Sites with {plug}")

    booking.open(103, evse=port(103, "E1"))
    page_fixture.see("The port you scanned doesn't have your plug.")
    booking.day(tomorrow_at(9, DENVER).date()).check()
    page.locator("#needs > summary").click()
    yield page_fixture.see("Your plug is saved only in this browser.")

    booking.start(tomorrow_at(9, DENVER)).check()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # what sticks to the edge covers nothing there
    yield "a plug that is known, and a start"
