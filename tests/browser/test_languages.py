"""Languages of the pages: offered, selected and remembered, with a right-to-left one."""

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from local.gateway.pages import content_type
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import tomorrow_at
from tests.integration.tools.pseudo_translation import RIGHT_TO_LEFT
from tests.support.soak import in_a_soak
from tools.build_site.languages import languages
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render

SPANIARD = {"locale": "es-ES", "timezone_id": "Europe/Madrid"}
OVERFLOW = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def spoken(page: Page, wall: datetime, **options: str) -> re.Pattern[str]:
    """Return a wall time in the browser's Spanish of the United States, with any kind of spaces."""
    script = "([iso, options]) => new Intl.DateTimeFormat('es-US', {timeZone: 'UTC', ...options}).format(new Date(iso))"
    words: str = page.evaluate(script, [f"{wall:%Y-%m-%dT%H:%M:%SZ}", options])
    return re.compile(r"\b" + r"\s".join(map(re.escape, words.split())))


def test_a_booking_in_spanish_from_another_time_zone(open_page: OpenPage, stack: Stack) -> None:
    """From the offer on the list to the approved booking: language, path and the site's time zone stay."""
    page = open_page(**SPANIARD)
    start = tomorrow_at(14)
    page.goto("/")

    page.get_by_role("complementary", name="Español").get_by_role("link", name="Ver esta página en español").tap()
    expect(page).to_have_url(f"{stack.url}/es/")
    expect(page.get_by_role("complementary", name="English")).to_be_hidden()
    page.get_by_role("searchbox", name="Nombre, ciudad o dirección").fill("grand rapids")
    page.get_by_role("link", name="Estacionamiento Riverfront").tap()
    expect(page).to_have_url(re.compile(f"^{stack.url}/es/site\\?id=101"))
    days = page.get_by_role("group", name="Día", exact=True)
    day = spoken(page, start, weekday="long", month="long", day="numeric")
    days.get_by_role("radio", name=day).tap()
    clock = spoken(page, start, hour="numeric", minute="2-digit", hourCycle="h23")
    starts = page.get_by_role("group", name="Hora de inicio", exact=True)
    starts.get_by_text("Tarde").tap()
    starts.get_by_role("radio", name=re.compile(f"^{clock.pattern}")).tap()
    page.get_by_role("group", name="¿Qué puerto?").get_by_role("radio", name=re.compile("^A1 ")).tap()
    page.get_by_role("textbox", name="Correo de su cuenta de la app").fill(DRIVER)
    page.get_by_role("button", name=re.compile("^Reservar ")).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmada")
    expect(page).to_have_url(re.compile(f"^{stack.url}/es/booking#"))
    card = page.get_by_role("region", name="Dónde y cuándo")
    expect(card).to_contain_text(day)
    expect(card).to_contain_text("Su hora local: ")
    [live] = stack.bookings_of_drivers()
    assert datetime.fromisoformat(live["startAt"]) == start
    assert page.evaluate(OVERFLOW) == 0


def test_a_refusal_is_in_the_language_of_the_page(page: Page, console: ConsoleMonitor) -> None:
    """The server's own text is English, for developers."""
    console.expect("422 /api/bookings")
    problem = {
        "type": "urn:problem:invalid-request",
        "title": "Invalid request",
        "status": 422,
        "detail": "A booking starts at least 15 minutes from now.",
        "errors": [{"field": "startAt", "detail": "A booking starts at least 15 minutes from now."}],
    }
    page.route("**/api/bookings", lambda route: route.fulfill(status=422, json=problem))
    page.goto("/es/site?id=101")
    page.get_by_role("group", name="Hora de inicio", exact=True).get_by_role("radio").first.tap()
    page.get_by_role("group", name="¿Qué puerto?").get_by_role("radio").first.tap()
    page.get_by_role("textbox", name="Correo de su cuenta").fill(DRIVER)

    page.get_by_role("button", name=re.compile("^Reservar ")).tap()

    outcome = page.get_by_role("region", name="Revise esto antes de reservar")
    expect(outcome.get_by_role("link")).to_have_text(re.compile("^Reserve con al menos 15 min de anticipación"))


def test_the_choice_is_remembered_and_a_shared_link_follows_it_once(open_page: OpenPage, stack: Stack) -> None:
    """The switch keeps page, query and fragment; the next visit uses the chosen language; going back works."""
    page = open_page()
    page.goto("/site?id=101&minutes=30#one")
    expect(page.get_by_role("complementary", name="Español")).to_be_hidden()

    page.get_by_role("navigation", name="Language").get_by_role("link", name="Español").click()
    expect(page).to_have_url(f"{stack.url}/es/site?id=101&minutes=30#one")
    page.go_back()
    expect(page).to_have_url(f"{stack.url}/site?id=101&minutes=30#one")

    later_visit = page.context.new_page()
    later_visit.goto("/?q=denver")
    expect(later_visit).to_have_url(f"{stack.url}/es/?q=denver")
    expect(later_visit.get_by_role("heading", level=1)).to_have_text("Reserve un puerto de carga")
    assert later_visit.evaluate("history.length") <= 2


def test_a_dismissed_language_offer_does_not_reappear(open_page: OpenPage, stack: Stack) -> None:
    """No page switches its language by itself."""
    page = open_page(**SPANIARD)
    page.goto("/")
    offer = page.get_by_role("complementary", name="Español")

    offer.get_by_role("button", name="No, gracias").click()

    expect(offer).to_have_count(0)
    page.goto("/site?id=101")
    expect(page).to_have_url(re.compile(f"^{stack.url}/site"))
    expect(offer).to_be_hidden()


@pytest.fixture(scope="module")
def from_right_to_left() -> dict[str, bytes]:
    """Return the built site with an additional right-to-left language."""
    settings = SiteSettings.from_environment({"SUPPORT_PHONE": "(616) 555-0134"})
    return render(settings, spoken=[*languages(), RIGHT_TO_LEFT])


@in_a_soak
def test_a_right_to_left_page_is_mirrored(page: Page, stack: Stack, from_right_to_left: dict[str, bytes]) -> None:
    """Time runs leftwards, the back arrow points to the right, and nothing overflows."""

    def serve(route: Route) -> None:
        name = urlsplit(route.request.url).path.strip("/")
        file = f"{name}.html" if name.startswith("ar/") else name
        route.fulfill(body=from_right_to_left[file], content_type=content_type(file))

    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    page.route(re.compile(f"^{stack.url}/(ar|assets)/"), serve)
    for width in (390, 320, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/ar/site?id=101")
        expect(page.get_by_role("group", name="⟦Start time⟧").get_by_role("radio").first).to_be_attached()
        hours = [box["x"] + box["width"] for hour in page.locator(".hour").all() if (box := hour.bounding_box())]
        [track, port] = [page.locator(part).first.bounding_box() for part in (".timeline-track", ".timeline-port")]

        assert page.evaluate(OVERFLOW) == 0
        assert hours == sorted(hours, reverse=True)
        assert len(hours) > 4
        assert track
        assert port
        assert track["x"] < port["x"]
        back = page.get_by_role("navigation", name="⟦Back⟧").locator("svg")
        assert str(back.evaluate("icon => getComputedStyle(icon).transform")).startswith("matrix(-1,")

        page.goto(f"/ar/booking#{reference}")
        expect(page.get_by_role("heading", level=1)).to_have_text("⟦Confirmed⟧")
        assert page.evaluate(OVERFLOW) == 0
