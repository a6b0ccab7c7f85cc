"""The catalog with a snapshot: the same answers, without calls for lists."""

from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, NotFound
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.snapshot_reader import SnapshotReader
from shared.domain.errors import SiteNotFound
from shared.infra.s3 import S3Object
from tests.support.scripted_client import EVSES, LOCATIONS, Script
from tests.unit.domain.catalog.test_snapshot import WHOLE, written
from tests.unit.domain.records import evse, location


class Stack:
    """A catalog whose snapshot is what `answer` says, by a clock of its own."""

    def __init__(self, ampeco: AmpecoClient) -> None:
        self.seconds = 0.0
        self.answer: S3Object | None = S3Object(WHOLE, '"1"', 0.0)
        reader = SnapshotReader(self._fetch, clock=self._clock, report=lambda _: None)
        self.catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"), clock=self._clock, snapshots=reader)

    async def ages(self) -> list[tuple[float, bool]]:
        """Return the age of each kind of answer, and whether it is stale."""
        sites, places, site = await self.catalog.sites(), await self.catalog.locations(), await self.catalog.site(101)
        return [(sites.age_seconds, sites.stale), (places.age_seconds, places.stale), (site.age_seconds, site.stale)]

    def _clock(self) -> float:
        return self.seconds

    async def _fetch(self, _etag: str | None) -> S3Object | None:
        return self.answer


@pytest.fixture
def stack(ampeco: AmpecoClient) -> Stack:
    return Stack(ampeco)


async def test_lists_and_sites_are_taken_from_it(script: Script, stack: Stack) -> None:
    """No call to Ampeco, not even for a site that does not exist; the list is the same one while the snapshot is."""
    catalog = stack.catalog
    site = (await catalog.site_with_closed_ports(101)).value

    assert [one.location.id for one in (await catalog.sites()).value] == [101]
    assert (await catalog.sites()).value is (await catalog.sites()).value
    assert [[port.evse_id for port in one.ports] for one in (await catalog.sites_with_ports()).value] == [[1]]
    assert (await catalog.sites_with_ports()).value is (await catalog.sites_with_ports()).value
    assert (
        [one.id for one in (await catalog.locations()).value] == [*await catalog.locations_by_id()] == [101, 102, 103]
    )
    assert ([port.evse_id for port in site.ports], [port.evse_id for port in site.closed_ports]) == ([1], [2])
    assert site.zone.key == (await catalog.sites()).value[0].zone.key == "America/Detroit"
    assert (await catalog.offered_location(101)).working_hours is not None
    assert (await catalog.locations_by_id())[101].working_hours is None
    details = await catalog.location_details([101, 104])
    assert {site_id: one.working_hours is not None for site_id, one in details.items()} == {101: True}
    assert sorted(await catalog.known_ports(101, calls=1)) == [1, 2]
    assert await catalog.known_ports(104, calls=1) == {}
    await catalog.record_missing(104)
    for look in (catalog.site, catalog.site_with_closed_ports, catalog.check_exists, catalog.offered_location):
        with pytest.raises(SiteNotFound):
            await look(104)
    with pytest.raises(SiteNotFound):
        await catalog.site(102)
    assert script.calls == []


async def test_only_labels_that_it_lacks_are_read(script: Script, stack: Stack) -> None:
    """The list of all ports never is; nor is a port twice that is gone."""
    script.on("GET", f"{EVSES}/7", evse(7, "New"))
    script.on("GET", f"{EVSES}/8", 404)

    await stack.catalog.read_port_list()
    labels = [await stack.catalog.labels((1, 3, 7, 8)) for _ in range(2)]

    assert labels == [{1: "A1", 3: "A3", 7: "New"}] * 2
    assert len(script.calls) == 2


async def test_a_port_that_it_lacks_at_the_site_is_read(script: Script, stack: Stack) -> None:
    """It may be new, or elsewhere; and so is each one if no site is known."""
    for number in (3, 7):
        script.on("GET", f"{EVSES}/{number}", evse(number, "New"))

    listed = [await stack.catalog.listed_evse(*wanted) for wanted in ((2, 101), (3, 101), (7, 104), (7, None))]

    assert [one and one.label for one in listed] == ["A2", "New", "New", "New"]
    assert script.count("GET", f"{EVSES}/3") + script.count("GET", f"{EVSES}/7") == len(script.calls) == 2


async def test_a_place_that_it_lacks_is_read(script: Script, stack: Stack) -> None:
    """A booking may be at a site that is gone, or new."""
    script.on("GET", f"{LOCATIONS}/104", location(104, "New"))
    script.on("GET", f"{LOCATIONS}/105", 404)

    assert (await stack.catalog.location(104)).id == 104
    with pytest.raises(SiteNotFound) as refusal:
        await stack.catalog.location(105)
    assert isinstance(refusal.value.__cause__, NotFound)


async def test_its_age_is_that_of_what_is_shown(stack: Stack) -> None:
    """An old snapshot is shown with its age, as stale."""
    stack.answer = S3Object(WHOLE, '"1"', 250.0)
    fresh = await stack.ages()
    stack.answer = None
    stack.seconds = 60.0

    assert fresh == [(250.0, False)] * 3
    assert await stack.ages() == [(310.0, True)] * 3


async def test_a_new_snapshot_is_a_new_list(stack: Stack) -> None:
    """Built once for it."""
    before = (await stack.catalog.sites()).value
    stack.answer, stack.seconds = S3Object(written(), '"2"', 0.0), 30.0

    assert (await stack.catalog.sites()).value is not before


async def test_without_one_ampeco_is_read(script: Script, stack: Stack) -> None:
    """As by an operator who has none."""
    stack.answer = None
    script.on("GET", LOCATIONS, [location(101, "Garage"), location(106, "Other")])

    assert [one.id for one in (await stack.catalog.locations()).value] == [101, 106]
