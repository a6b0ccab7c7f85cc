"""Names of sites and ports, also of those that Ampeco no longer has."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, Location, Unauthorized
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.labels import (
    Directory,
    PortLabel,
    SiteSummary,
    add_labels,
    load_directory,
    load_partial_directory,
    load_site_summary,
)
from shared.domain.errors import SiteNotFound
from tests.support.scripted_client import EVSES, LOCATIONS, Script
from tests.unit.domain.records import evse, location

CHICAGO, DETROIT = ZoneInfo("America/Chicago"), ZoneInfo("America/Detroit")
GARAGE = Location.model_validate(location(101, "Garage"))


def nameless(site_id: int) -> dict[str, Any]:
    """Return a location without any optional data."""
    return {"id": site_id}


async def test_every_site_and_port_has_a_name(script: Script, catalog: Catalog) -> None:
    """In English, or its id; a site without a zone is in the tenant's."""
    script.on("GET", LOCATIONS, [location(101, "Garage"), nameless(102)])
    script.on("GET", EVSES, [evse(5001, "A1"), evse(5002, "")])

    script.on("GET", f"{EVSES}/5003", 404)

    names = await add_labels(await load_directory(catalog), catalog, (5001, 5002, 5003))

    assert names.site(101) == SiteSummary(101, "Garage", DETROIT, GARAGE)
    assert names.site(102) == SiteSummary(102, "Site 102", CHICAGO, Location(id=102))
    assert names.site(103) == SiteSummary(103, "Site 103", CHICAGO, None)
    assert [names.port(evse_id) for evse_id in (5001, 5002, 5003)] == [
        PortLabel(5001, "A1"),
        PortLabel(5002, "P5002"),
        PortLabel(5003, "#5003"),
    ]


async def test_of_a_long_list_of_ports_each_request_reads_a_part(script: Script, catalog: Catalog) -> None:
    """Two pages at most; the ports that are not on them are read individually, thirty at most, and no port twice."""

    def page(number: int, leads_to: int | None) -> dict[str, Any]:
        link = f"https://ampeco.test/public-api{EVSES}?cursor={leads_to}" if leads_to else None
        return {"data": [evse(number, f"A{number}")], "links": {"next": link}}

    script.on("GET", LOCATIONS, [])
    script.on("GET", EVSES, page(1, leads_to=2))
    for number in (2, 3):
        script.on("GET", EVSES, page(number, leads_to=number + 1), having=f"cursor={number}")
    script.on("GET", EVSES, page(4, leads_to=None), having="cursor=4")
    for number in range(3, 60):
        script.on("GET", f"{EVSES}/{number}", 404 if number > 8 else evse(number, f"A{number}"))

    labels, calls = [], []
    for _ in range(3):
        script.calls.clear()
        names = await add_labels(await load_directory(catalog), catalog, range(1, 50))
        labels.append(dict(names.labels))
        calls.append((script.count("GET", EVSES), len(script.calls)))

    assert labels == [{number: f"A{number}" for number in range(1, 9)}] * 3
    assert calls == [(2, 1 + 2 + 30), (2, 2 + 17), (0, 0)]


async def test_labels_are_known_while_ampeco_is_down(script: Script, scripted: AmpecoClient) -> None:
    """Once the whole list was read; before that, a list could not be labeled."""
    now = 0.0
    catalog = Catalog(scripted, default_zone=CHICAGO, clock=lambda: now)
    script.on("GET", EVSES, 403, [evse(5001, "A1")], 403)
    with pytest.raises(Unauthorized):
        await catalog.read_port_list()
    await catalog.read_port_list()
    now = 601.0

    await catalog.read_port_list()

    assert script.count("GET", EVSES) == 3
    assert await catalog.labels([5001]) == {5001: "A1"}


async def test_a_site_missing_in_the_cached_list_is_read_by_id(script: Script, catalog: Catalog) -> None:
    """Only if the caller needs that site; a site in the list costs no call."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", f"{LOCATIONS}/102", location(102, "Harbour"))
    script.on("GET", EVSES, [])

    listed = await load_directory(catalog, must_include_site_id=101)
    read = await load_directory(catalog, must_include_site_id=102)

    assert (sorted(listed.locations), sorted(read.locations)) == ([101], [101, 102])
    assert read.site(102).name == "Harbour"
    assert script.count("GET", f"{LOCATIONS}/102") == 1


async def test_a_filter_by_an_unknown_site_is_not_found(script: Script, catalog: Catalog) -> None:
    """An empty list would look as if the site had no rows."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", f"{LOCATIONS}/102", 404)
    script.on("GET", EVSES, [])

    with pytest.raises(SiteNotFound):
        await load_directory(catalog, must_include_site_id=102)


async def test_a_deleted_site_of_a_booking_has_its_id_as_name(script: Script, catalog: Catalog) -> None:
    """And the tenant's time zone."""
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", f"{LOCATIONS}/102", 404)

    places = [await load_site_summary(catalog, site_id) for site_id in (101, 102)]

    assert places == [SiteSummary(101, "Garage", DETROIT, GARAGE), SiteSummary(102, "Site 102", CHICAGO, None)]


async def test_one_site_and_one_port_are_named_by_two_calls(script: Script, catalog: Catalog) -> None:
    """No complete list is read for them."""
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", f"{EVSES}/5001", evse(5001, "A1"))

    names = await load_partial_directory(catalog, 101, 5001)

    assert names == Directory({101: GARAGE}, {5001: "A1"}, CHICAGO)
    assert len(script.calls) == 2


async def test_unknown_and_missing_ids_have_no_name(script: Script, catalog: Catalog) -> None:
    """No call is made for missing ids."""
    script.on("GET", f"{LOCATIONS}/101", 404)
    script.on("GET", f"{EVSES}/5001", 404)

    gone = await load_partial_directory(catalog, 101, 5001)
    calls = len(script.calls)
    untold = await load_partial_directory(catalog, None, None)

    assert gone == untold == Directory({}, {}, CHICAGO)
    assert (calls, len(script.calls)) == (2, 2)
