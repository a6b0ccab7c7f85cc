"""The writer of the snapshot: over many runs, in many processes, in step with Ampeco."""

import zlib
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, TransportError
from shared.domain.catalog.refresh import CatalogRefresh
from shared.domain.catalog.snapshot import Snapshot, UnusableSnapshot
from shared.infra.localization import localized_text
from tests.support.scripted_client import CHARGE_POINTS, EVSES, LOCATIONS, Script
from tests.unit.domain.records import evse, location

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)


def page(path: str, numbers: range, leads_to: str | None, **fields: Any) -> dict[str, Any]:
    link = f"https://ampeco.test/public-api{path}?cursor={leads_to}" if leads_to else None
    changed = {"lastUpdatedAt": "2026-03-03T10:00:00Z", **fields}
    return {"data": [location(number, f"Site {number}") | changed for number in numbers], "links": {"next": link}}


@pytest.fixture
def writer(script: Script, ampeco: AmpecoClient) -> CatalogRefresh:
    script.on("GET", CHARGE_POINTS, [{"id": 11, "locationId": 101, "status": "enabled"}])
    script.on("GET", EVSES, [evse(5001, "A1") | {"chargePointId": 11, "connectors": [{"type": "ccs2"}]}])
    return CatalogRefresh(ampeco, now=lambda: NOW)


async def test_the_snapshot_is_of_the_lists_with_photos_and_connectors(script: Script, writer: CatalogRefresh) -> None:
    """And it is built again only when something changed."""
    images = [{"original": "https://images.example.com/1.jpg"}]
    script.on("GET", LOCATIONS, [location(101, "Garage") | {"images": images}])

    await writer.refresh()
    first = writer.snapshot()
    await writer.refresh()
    again = writer.snapshot()
    script.on("GET", LOCATIONS, [location(101, "Garage"), location(102, "Harbour")])
    await writer.refresh()

    records = Snapshot(first).site(101)
    assert records is not None
    assert [image.original for image in records.location.images] == ["https://images.example.com/1.jpg"]
    assert [one.type for one in records.evses[0].connectors] == ["ccs2"]
    assert again is first
    assert list(Snapshot(writer.snapshot()).locations) == [101, 102]


async def test_another_process_continues_a_full_read(
    script: Script, writer: CatalogRefresh, ampeco: AmpecoClient
) -> None:
    """With the page after the last one that was read."""
    script.on("GET", LOCATIONS, page(LOCATIONS, range(1, 101), "b"))
    script.on("GET", LOCATIONS, *[httpx.ConnectError("down")] * 2, having="cursor=b")
    with pytest.raises(TransportError):
        await writer.refresh()
    script.on("GET", LOCATIONS, page(LOCATIONS, range(101, 151), None), having="cursor=b")
    script.calls.clear()
    other = CatalogRefresh(ampeco, now=lambda: NOW)

    other.restore(writer.state)
    await other.refresh()

    assert list(Snapshot(other.snapshot()).locations) == [*range(1, 151)]
    assert [one.url.params.get("cursor") for one in script.calls if one.url.path.endswith(LOCATIONS)] == ["b"]


async def test_another_process_continues_with_the_changes(
    script: Script, writer: CatalogRefresh, ampeco: AmpecoClient
) -> None:
    """Of long lists only those are read, and the scan: all pages, so that a deleted row is missed."""
    script.on("GET", LOCATIONS, page(LOCATIONS, range(1, 101), "b"))
    script.on("GET", LOCATIONS, page(LOCATIONS, range(101, 151), None), having="cursor=b")
    await writer.refresh()
    before = writer.snapshot()
    script.on(
        "GET",
        LOCATIONS,
        [location(7, "New name") | {"lastUpdatedAt": "2026-03-03T10:00:00Z"}],
        having="lastUpdatedAfter",
    )
    other = CatalogRefresh(ampeco, now=lambda: NOW)
    script.calls.clear()

    other.restore(writer.state)
    unchanged = other.snapshot()
    await other.refresh()
    other.restore(other.state)
    await other.refresh()

    requested = [one.url.params for one in script.calls if one.url.path.endswith(LOCATIONS)]
    assert unchanged == before
    assert [(one.get("filter[lastUpdatedAfter]"), one.get("cursor")) for one in requested] == 2 * [
        (None, None),
        (None, "b"),
        ("2026-03-03T09:59:00Z", None),
    ]
    assert localized_text(Snapshot(other.snapshot()).locations[7].name, "en") == "New name"


@pytest.mark.parametrize(
    "state",
    [
        b"",
        zlib.compress(b"{}")[:-2],
        zlib.compress(b"{}"),
        zlib.compress(b'{"schema_number": 3, "lists": []}'),
    ],
    ids=["empty", "cut", "nothing", "schema"],
)
def test_a_state_that_cannot_be_used_is_refused(state: bytes, writer: CatalogRefresh) -> None:
    """The caller starts without it."""
    with pytest.raises(UnusableSnapshot):
        writer.restore(state)
