"""A site with many charge points costs no more calls than one with few."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.catalog import Catalog
from tests.support.scripted_client import CHARGE_POINTS, EVSES, LOCATIONS, Script
from tests.unit.domain.catalog.test_paged_cache import Time

PORT = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}


def paged(script: Script, path: str, rows: list[dict[str, Any]], *, having: str = "", size: int = 100) -> None:
    """Let the script return this number of rows, in pages."""
    pages = [rows[start : start + size] for start in range(0, len(rows), size)]
    for number, data in enumerate(pages):
        last = number == len(pages) - 1
        link = None if last else f"https://ampeco.test/public-api{path}?cursor={path[-9:-5]}{number + 1}"
        where = having if number == 0 else f"cursor={path[-9:-5]}{number}"
        script.on("GET", path, {"data": data, "links": {"next": link}}, having=where)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def scenario(script: Script) -> Callable[[int, int], None]:
    """Return a factory: a site of so many charge points with a port each, at an operator of so many ports."""

    def build(points: int, ports: int) -> None:
        script.on("GET", f"{LOCATIONS}/101", {"id": 101})
        stands = {"locationId": 101, "status": "enabled"}
        paged(script, CHARGE_POINTS, [{"id": number, **stands} for number in range(1, points + 1)])
        evses = [{"id": number, "chargePointId": number, **PORT} for number in range(1, ports + 1)]
        paged(script, EVSES, evses)
        for number in range(1, 9):
            script.on("GET", f"{CHARGE_POINTS}/{number}/evses", [{"id": number, **PORT}])

    return build


@pytest.mark.parametrize(
    ("points", "ports", "requests"),
    [(8, 8, [(10, 8)]), (9, 9, [(3, 9)]), (252, 300, [(7, 252)]), (252, 900, [(10, 252), (3, 252)])],
)
async def test_a_site_is_read_in_ten_calls_at_most(
    script: Script,
    ampeco: AmpecoClient,
    scenario: Callable[[int, int], None],
    points: int,
    ports: int,
    requests: list[tuple[int, int]],
) -> None:
    """If these are too few, the next request continues; a complete site is cached for a minute."""
    scenario(points, ports)
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=lambda: 0.0)

    for number, (calls, found) in enumerate(requests, 1):
        script.calls.clear()
        site = (await catalog.site(101)).value
        assert (len(script.calls), len(site.ports), site.complete) == (calls, found, number == len(requests))

    script.calls.clear()
    assert len((await catalog.site(101)).value.ports) == points
    assert script.calls == []


async def test_a_large_site_is_read_again_each_minute(
    script: Script, ampeco: AmpecoClient, scenario: Callable[[int, int], None], time: Time
) -> None:
    """In as many calls as before: the status of its ports must be current."""
    scenario(20, 20)
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=time)
    await catalog.site(101)
    script.on("GET", EVSES, [{"id": number, "chargePointId": number, **PORT} for number in range(1, 20)])
    script.calls.clear()

    time.now = 60.0
    site = (await catalog.site(101)).value

    assert (len(script.calls), [port.evse_id for port in site.ports]) == (3, [*range(1, 20)])
