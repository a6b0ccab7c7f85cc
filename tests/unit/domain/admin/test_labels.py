"""Names of sites and ports, also of those that Ampeco no longer has."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import Location
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.labels import (
    Directory,
    PortLabel,
    SiteSummary,
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
    """Return a location without data from Ampeco."""
    return {"id": site_id}


async def test_everything_has_a_name(script: Script, catalog: Catalog) -> None:
    """In English, or its number; a site without a zone is in the tenant's."""
    script.on("GET", LOCATIONS, [location(101, "Garage"), nameless(102)])
    script.on("GET", EVSES, [evse(5001, "A1"), evse(5002, "")])

    names = await load_directory(catalog)

    assert names.site(101) == SiteSummary(101, "Garage", DETROIT, GARAGE)
    assert names.site(102) == SiteSummary(102, "Site 102", CHICAGO, Location(id=102))
    assert names.site(103) == SiteSummary(103, "Site 103", CHICAGO, None)
    assert [names.port(evse_id) for evse_id in (5001, 5002, 5003)] == [
        PortLabel(5001, "A1"),
        PortLabel(5002, "P5002"),
        PortLabel(5003, "#5003"),
    ]


async def test_a_site_that_is_newer_than_the_list_is_read_by_itself(script: Script, catalog: Catalog) -> None:
    """One that is in the list is not; and without it all others are still there."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", f"{LOCATIONS}/102", location(102, "Harbour"))
    script.on("GET", EVSES, [])

    listed = await load_directory(catalog, must_include_site_id=101)
    read = await load_directory(catalog, must_include_site_id=102)

    assert (sorted(listed.locations), sorted(read.locations)) == ([101], [101, 102])
    assert read.site(102).name == "Harbour"
    assert script.count("GET", f"{LOCATIONS}/102") == 1


async def test_a_site_that_was_asked_for_and_is_gone_is_missed(script: Script, catalog: Catalog) -> None:
    """A list that is requested by site must not look as if the site had nothing."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", f"{LOCATIONS}/102", 404)
    script.on("GET", EVSES, [])

    with pytest.raises(SiteNotFound):
        await load_directory(catalog, must_include_site_id=102)


async def test_the_site_of_a_booking_has_a_name_also_when_it_is_gone(script: Script, catalog: Catalog) -> None:
    """Its number, and the tenant's zone."""
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", f"{LOCATIONS}/102", 404)

    places = [await load_site_summary(catalog, site_id) for site_id in (101, 102)]

    assert places == [SiteSummary(101, "Garage", DETROIT, GARAGE), SiteSummary(102, "Site 102", CHICAGO, None)]


async def test_one_site_and_one_port_are_named_by_two_calls(script: Script, catalog: Catalog) -> None:
    """None of the long lists is read for them."""
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", f"{EVSES}/5001", evse(5001, "A1"))

    names = await load_partial_directory(catalog, 101, 5001)

    assert names == Directory({101: GARAGE}, {5001: "A1"}, CHICAGO)
    assert len(script.asked) == 2


async def test_what_is_gone_or_not_told_has_no_name(script: Script, catalog: Catalog) -> None:
    """And no call is made for missing ids."""
    script.on("GET", f"{LOCATIONS}/101", 404)
    script.on("GET", f"{EVSES}/5001", 404)

    gone = await load_partial_directory(catalog, 101, 5001)
    calls = len(script.asked)
    untold = await load_partial_directory(catalog, None, None)

    assert gone == untold == Directory({}, {}, CHICAGO)
    assert (calls, len(script.asked)) == (2, 2)
