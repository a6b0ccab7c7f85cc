"""Sites that change or are deleted."""

from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, ServerError
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import SiteNotFound
from tests.support.scripted_client import CHARGE_POINTS, EVSES, LOCATIONS, Script


async def test_a_site_without_charge_points_is_not_found(script: Script, ampeco: AmpecoClient) -> None:
    """Ampeco may return the location a moment longer than its charge points."""
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    script.on("GET", CHARGE_POINTS, 404)
    script.on("GET", LOCATIONS, [])

    with pytest.raises(SiteNotFound):
        await Catalog(ampeco, default_zone=ZoneInfo("UTC")).site_with_closed_ports(101)


async def test_a_disabled_location_is_no_site_but_has_a_record(script: Script, ampeco: AmpecoClient) -> None:
    """Earlier bookings there still need it."""
    script.on("GET", f"{LOCATIONS}/101", {"id": 101, "status": "disabled"})
    script.on("GET", CHARGE_POINTS, [])
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))

    assert (await catalog.location(101)).id == 101
    assert (await catalog.site_with_closed_ports(101)).value.location.id == 101
    with pytest.raises(SiteNotFound):
        await catalog.offered_location(101)
    with pytest.raises(SiteNotFound):
        await catalog.site(101)


async def test_sites_are_joined_again_only_after_a_change(script: Script, ampeco: AmpecoClient) -> None:
    """Within a minute no call is made; after it, an unchanged result is the identical list."""
    now = 0.0
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=lambda: now)
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    port = {"id": 5001, "chargePointId": 10, **named}
    script.on("GET", LOCATIONS, [{"id": 101}])
    script.on("GET", CHARGE_POINTS, [{"id": 10, "locationId": 101, "status": "enabled"}])
    script.on("GET", EVSES, [port], [port], [port, port | {"id": 5002}])

    copies = [await catalog.sites()]
    for seconds in (59.0, 60.0, 120.0):
        now = seconds
        copies.append(await catalog.sites())

    assert [[site.offer.ports for site in copy.value] for copy in copies] == [[1], [1], [1], [2]]
    assert [copy.value is copies[0].value for copy in copies] == [True, True, True, False]
    assert len(script.calls) == 9


async def test_each_site_has_its_record_ports_and_time_zone(script: Script, ampeco: AmpecoClient) -> None:
    """By its id; ports that are closed for booking are included."""
    catalog = Catalog(ampeco, default_zone=ZoneInfo("America/Chicago"))
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "chargePointId": 10}
    script.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    script.on("GET", f"{LOCATIONS}/102", {"id": 102})
    script.on("GET", CHARGE_POINTS, [{"id": 10, "status": "enabled"}], having="filter%5BlocationId%5D=101")
    script.on("GET", CHARGE_POINTS, [], having="filter%5BlocationId%5D=102")
    script.on("GET", f"{CHARGE_POINTS}/10/evses", [{"id": 1, **named, "bookingEnabled": True}, {"id": 2, **named}])

    sites = [(await catalog.site_with_closed_ports(number)).value for number in (101, 102, 101)]

    assert [site.location.id for site in sites] == [101, 102, 101]
    assert [(await catalog.location(number)).id for number in (102, 101)] == [102, 101]
    assert [site.zone.key for site in sites] == ["America/Detroit", "America/Chicago", "America/Detroit"]
    assert [[port.evse_id for port in site.ports] for site in sites] == [[1], [], [1]]
    assert [[port.evse_id for port in site.closed_ports] for site in sites] == [[2], [], [2]]
    assert [one.url.params["include[]"] for one in script.calls if LOCATIONS in one.url.path] == ["images"] * 2


async def test_names_are_cached_for_all_locations_and_ports(script: Script, ampeco: AmpecoClient) -> None:
    """Locations for a minute, port labels for ten; a site without a time zone uses the tenant's."""
    now = 0.0
    catalog = Catalog(ampeco, default_zone=ZoneInfo("America/Chicago"), clock=lambda: now)
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    script.on("GET", LOCATIONS, [{"id": 101}, {"id": 102, "status": "disabled"}])
    script.on("GET", CHARGE_POINTS, [{"id": 10, "locationId": 101, "status": "enabled"}])
    script.on(
        "GET", EVSES, [{"id": 1, "chargePointId": 10, **named}, {"id": 2, "chargePointId": 10, "label": "B", **named}]
    )

    calls = []
    for seconds in (0.0, 59.0, 599.0, 600.0):
        now = seconds
        assert [location.id for location in (await catalog.locations()).value] == [101, 102]
        assert [*await catalog.location_details([102, 103])] == [102]
        await catalog.read_port_list()
        assert await catalog.labels((1, 2)) == {1: "P", 2: "B"}
        calls.append((script.count("GET", LOCATIONS), script.count("GET", EVSES)))

    assert calls == [(1, 1), (1, 1), (2, 1), (2, 2)]
    assert [site.zone.key for site in (await catalog.sites()).value] == ["America/Chicago"]


async def test_a_port_replaced_by_another_is_detected(script: Script, ampeco: AmpecoClient) -> None:
    """The number of ports stays the same."""
    now = 0.0
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=lambda: now)
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    script.on("GET", LOCATIONS, [{"id": 101}])
    script.on("GET", f"{EVSES}/1", 404)
    script.on("GET", CHARGE_POINTS, [{"id": 10, "locationId": 101, "status": "enabled"}])
    script.on(
        "GET",
        EVSES,
        [{"id": 1, "chargePointId": 10, **named}],
        [{"id": 2, "chargePointId": 10, **named, "currentType": "ac"}],
    )

    ports = []
    for seconds in (0.0, 60.0):
        now = seconds
        ports += [(site.offer.ports, site.offer.current_types) for site in (await catalog.sites()).value]

    assert ports == [(1, ("dc",)), (1, ("ac",))]


async def test_of_long_lists_only_changes_and_one_page_are_requested(script: Script, ampeco: AmpecoClient) -> None:
    """Each time, however often all pages were scanned."""
    now = 0.0
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=lambda: now)
    changed = {"status": "enabled", "lastUpdatedAt": "2026-03-03T15:00:00Z"}
    named = {"physicalReference": "P", "currentType": "dc", "bookingEnabled": True}
    script.on("GET", LOCATIONS, [{"id": number, **changed} for number in range(1, 102)])
    script.on("GET", CHARGE_POINTS, [{"id": number, "locationId": number, **changed} for number in range(1, 102)])
    script.on("GET", EVSES, [{"id": number, "chargePointId": number, **named, **changed} for number in range(1, 102)])

    rounds = []
    for seconds in (0.0, 60.0, 120.0, 180.0):
        now = seconds
        script.calls.clear()
        assert len((await catalog.sites()).value) == 101
        rounds.append([one.url.params.get("filter[lastUpdatedAfter]") for one in script.calls])

    assert rounds[0] == [None] * 3
    assert [sorted(requested, key=str) for requested in rounds[1:]] == [["2026-03-03T14:59:00Z"] * 3 + [None] * 3] * 3


async def test_a_deleted_site_is_not_served_stale_when_ampeco_is_down(script: Script, ampeco: AmpecoClient) -> None:
    """After a minute Ampeco is called again."""
    now = 0.0
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=lambda: now)
    script.on("GET", f"{LOCATIONS}/101", {"id": 101}, 404, 500)
    script.on("GET", CHARGE_POINTS, [])
    script.on("GET", LOCATIONS, 500)
    await catalog.site_with_closed_ports(101)
    now = 100.0
    for _ in range(2):
        with pytest.raises(SiteNotFound):
            await catalog.site_with_closed_ports(101)

    now = 160.0
    with pytest.raises(ServerError):
        await catalog.site_with_closed_ports(101)


async def test_an_unknown_site_id_costs_one_call(script: Script, ampeco: AmpecoClient) -> None:
    """For any operation and any other unknown id: the index of existing ids decides."""
    script.on("GET", f"{LOCATIONS}/7", 404)
    script.on("GET", LOCATIONS, [{"id": 101}])
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))

    for site_id in (7, 7, 8, 9):
        for look in (catalog.offered_location, catalog.site, catalog.site_with_closed_ports, catalog.check_exists):
            with pytest.raises(SiteNotFound):
                await look(site_id)

    assert [one.url.path.rpartition("/")[2] for one in script.calls] == ["7", "v2.0"]
