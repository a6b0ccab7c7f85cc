"""Optional settings of the pages: photos from one origin, a no-show text, their address."""

import re

import pytest

from shared.http_api.runtime.settings import SiteSettings
from tests.integration.tools.pages import Page
from tools.build_site.site import render

ORIGIN = "https://photos.example.com"
SITE = "https://charge.example.com"
LATE, TARDE = "The port is held for 15 minutes.", "El puerto se reserva 15 minutos."


@pytest.fixture(scope="module")
def chosen() -> dict[str, bytes]:
    """Return the site built with these settings."""
    settings = {"IMAGE_ORIGIN": ORIGIN, "NO_SHOW_TEXT": LATE, "NO_SHOW_TEXT_ES": TARDE, "SITE_URL": SITE}
    return render(SiteSettings.from_environment(settings))


def policy_of(site: dict[str, bytes]) -> str:
    """Return the policy that every page is sent with."""
    (policy,) = re.findall(r"Content-Security-Policy: (.+)", site["_headers"].decode())
    return str(policy)


def narrows_images(page: bytes) -> bool:
    """Return whether a page forbids other origins for images in its head, before it loads anything."""
    elements = Page(page.decode()).elements
    policies = [one["content"] for _, one in elements if one.get("http-equiv") == "Content-Security-Policy"]
    return "img-src 'self'" in policies and page.index(b"img-src") < page.index(b"<link")


def test_the_origin_of_photos_is_the_only_addition_to_the_policy(
    site: dict[str, bytes], chosen: dict[str, bytes]
) -> None:
    """Without the setting there is none."""
    closed = policy_of(site)

    assert "http" not in closed
    assert closed.replace("img-src 'self'", f"img-src 'self' {ORIGIN}") == policy_of(chosen)


def test_every_page_except_the_booking_page_forbids_the_origin(chosen: dict[str, bytes]) -> None:
    """In every language; a policy in a page can only narrow the one of the header."""
    pages = {name for name in chosen if name.endswith(".html")}

    assert {"site.html", "admin.html", "booking.html", "es/site.html"} <= pages
    assert {name for name in pages if not narrows_images(chosen[name])} == {"site.html", "es/site.html"}


def test_the_no_show_text_is_on_the_booking_and_status_pages(
    site: dict[str, bytes], operators_site: dict[str, bytes], chosen: dict[str, bytes]
) -> None:
    """In the page's language; in English, marked as such, if there is no translation; otherwise absent."""
    for page in ("site.html", "booking.html"):
        assert LATE in chosen[page].decode()
        assert TARDE in chosen[f"es/{page}"].decode()
        assert LATE not in chosen[f"es/{page}"].decode()
        assert re.search(rf' lang="en" dir="ltr">{LATE}<', operators_site[f"es/{page}"].decode())
        assert LATE not in site[page].decode()


def test_search_engines_get_the_absolute_url_of_each_language(chosen: dict[str, bytes]) -> None:
    """The language switch has relative links, which work wherever the site is hosted."""
    elements = Page(chosen["es/site.html"].decode()).elements

    told = {one["hreflang"]: one["href"] for tag, one in elements if tag == "link" and "hreflang" in one}
    links = {one["hreflang"]: one["href"] for tag, one in elements if tag == "a" and "hreflang" in one}

    assert told == {"en": f"{SITE}/site", "es": f"{SITE}/es/site", "x-default": f"{SITE}/site"}
    assert links == {"en": "/site"}
