"""Optional settings of the pages: photos from one origin, a no-show text, their address."""

import re

import pytest

from tests.integration.tools.pages import Page
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render

ORIGIN = "https://photos.example.com"
SITE = "https://charge.example.com"
PRICE, PRECIO = "Charging costs $0.45 per kWh.", "La carga cuesta $0.45 por kWh."
LATE, TARDE = "The port is held for 15 minutes.", "El puerto se reserva 15 minutos."


@pytest.fixture(scope="module")
def chosen() -> dict[str, bytes]:
    """Return the site built with these settings."""
    texts = {"NO_SHOW_TEXT": LATE, "NO_SHOW_TEXT_ES": TARDE, "PRICE_TEXT": PRICE, "PRICE_TEXT_ES": PRECIO}
    settings = texts | {"IMAGE_ORIGIN": ORIGIN, "SITE_URL": SITE}
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


@pytest.mark.parametrize(("english", "spanish"), [(LATE, TARDE), (PRICE, PRECIO)], ids=["no-show", "price"])
def test_the_operators_texts_are_shown_before_booking_and_with_the_booking(
    site: dict[str, bytes], operators_site: dict[str, bytes], chosen: dict[str, bytes], english: str, spanish: str
) -> None:
    """In the reader's language; in English, and marked so, where the operator wrote no other; else not at all."""
    for page in ("site.html", "booking.html"):
        assert english in chosen[page].decode()
        assert spanish in chosen[f"es/{page}"].decode()
        assert english not in chosen[f"es/{page}"].decode()
        assert re.search(rf' lang="en" dir="ltr">{re.escape(english)}<', operators_site[f"es/{page}"].decode())
        assert english not in site[page].decode()


def test_without_a_price_the_page_of_a_booking_has_no_heading_for_it(
    site: dict[str, bytes], chosen: dict[str, bytes]
) -> None:
    """Nor on the English page if only the Spanish text is set."""
    spanish_only = render(SiteSettings.from_environment({"PRICE_TEXT_ES": PRECIO}))

    assert ">Price<" in chosen["booking.html"].decode()
    assert ">Price<" not in site["booking.html"].decode()
    assert ">Price<" not in spanish_only["booking.html"].decode()
    assert ">Precio<" in spanish_only["es/booking.html"].decode()


def test_search_engines_get_the_absolute_url_of_each_language(chosen: dict[str, bytes]) -> None:
    """The language switch has relative links, which work wherever the site is hosted."""
    elements = Page(chosen["es/site.html"].decode()).elements

    told = {one["hreflang"]: one["href"] for tag, one in elements if tag == "link" and "hreflang" in one}
    links = {one["hreflang"]: one["href"] for tag, one in elements if tag == "a" and "hreflang" in one}

    assert told == {"en": f"{SITE}/site", "es": f"{SITE}/es/site", "x-default": f"{SITE}/site"}
    assert links == {"en": "/site"}
