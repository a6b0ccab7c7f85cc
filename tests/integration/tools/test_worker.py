"""The service worker of the status page: the files that it caches, and its version."""

import re

from tests.support.project import PROJECT
from tools.build_site.worker import ADDRESS, booking_worker

PUBLIC = PROJECT / "public"
PAGES = {
    "booking.html": '<link href="/assets/1/css/booking.css"><svg><use href="/assets/1/img/icons.svg#pin"></use></svg>',
    "es/booking.html": '<link href="/assets/1/css/booking.css">',
    "site.html": '<link href="/assets/1/css/site.css">',
}
VERSION = re.compile(r'version:"([^"]+)"')


def test_the_service_worker_caches_exactly_the_status_page_per_language(site: dict[str, bytes]) -> None:
    """Every file that it names exists, and none is of another page."""
    worker = site[ADDRESS.lstrip("/")].decode()

    kept = re.findall(r'"(/assets/[^"]+)"', worker)

    assert {"/booking", "/es/booking"} == set(re.findall(r'"([^"]+)":\[', worker))
    assert {name.lstrip("/") for name in kept} <= set(site)
    assert {name.rpartition("/")[2] for name in kept} >= {"booking.css", "booking-status.js", "icons.svg"}
    assert [name for name in kept if "/js/pages/booking-form" in name or "/js/pages/admin" in name] == []


def test_a_change_of_the_status_page_changes_the_worker_version() -> None:
    """Its text or an asset; other changes leave the version."""
    changed = [
        {**PAGES, "es/booking.html": PAGES["es/booking.html"] + "Una palabra"},
        {name: html.replace("/assets/1/", "/assets/2/") for name, html in PAGES.items()},
    ]

    built = booking_worker(PUBLIC, PAGES)

    assert built == booking_worker(PUBLIC, {**PAGES, "site.html": "another"})
    assert len({_version(built), *(_version(booking_worker(PUBLIC, pages)) for pages in changed)}) == 3
    assert b'"/booking":["/assets/1/css/booking.css","/assets/1/img/icons.svg"]' in built
    assert b"site.css" not in built


def test_the_worker_script_is_never_cached(site: dict[str, bytes]) -> None:
    """Its URL stays the same in every build."""
    assert f"\n{ADDRESS}\n  Cache-Control: public, max-age=0, must-revalidate\n" in site["_headers"].decode()


def _version(worker: bytes) -> str:
    found = VERSION.search(worker.decode())
    assert found
    return found[1]
