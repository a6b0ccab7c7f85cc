"""The catalog snapshot from its writer to the pages, against moto's S3: what readers serve is always whole."""

import json
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from functions.scheduled.refresh_catalog import RefreshFailed
from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.refresh import STATE_KEY
from shared.domain.catalog.snapshot import SCHEMA, Snapshot, with_digest
from shared.domain.catalog.snapshot_reader import SNAPSHOT_KEY
from shared.http_api.runtime import snapshots as writer_module
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import services
from shared.infra.s3 import S3Bucket
from tests.support.functions import NOW
from tests.support.simulator import SimulatorHandle
from tests.support.snapshot_fixtures import Snapshots, s3_endpoint, snapshots

__all__ = ["s3_endpoint", "snapshots"]


class KilledError(BaseException):
    """The process dies at this point. Nothing of ours may catch it, so it is no Exception."""


def site_ids(snapshots: Snapshots) -> set[int]:
    """Return the listed sites."""
    answer = snapshots.functions.list_sites()
    assert answer.status == 200
    return {site["id"] for site in answer.json["sites"]}


def listed(snapshots: Snapshots) -> set[int]:
    """Return the sites that a new instance lists."""
    snapshots.start()
    return site_ids(snapshots)


def test_what_is_read_from_a_snapshot_is_what_ampeco_has(snapshots: Snapshots, simulator: SimulatorHandle) -> None:
    """The list and each site, without any call for them."""
    functions = snapshots.functions
    functions.configure()
    direct = functions.list_sites().json
    numbers = [site["id"] for site in direct["sites"]]
    sites = [functions.read_site(number).json | {"asOf": ""} for number in numbers]
    snapshots.start()
    snapshots.refresh()
    snapshots.start()
    simulator.clear_calls()

    assert functions.list_sites().json == direct
    assert [functions.read_site(number).json | {"asOf": ""} for number in numbers] == sites
    assert functions.read_site(999_999).status == 404
    assert simulator.counts() == {}


def test_a_change_in_ampeco_is_in_the_next_snapshot(snapshots: Snapshots, simulator: SimulatorHandle) -> None:
    """A site that is new, changed or disabled; a port that is disabled."""
    snapshots.refresh()
    before = listed(snapshots)
    added = simulator.add_site(ports=2)["locationId"]
    simulator.patch("locations", 101, name=[{"locale": "en", "translation": "New name"}])
    simulator.patch("locations", 102, status="disabled")
    port = snapshots.functions.read_site(103).json["ports"][0]["evseId"]
    simulator.patch("evses", port, status="disabled")
    snapshots.refresh()
    snapshots.start()

    after = {site["id"]: site["name"] for site in snapshots.functions.list_sites().json["sites"]}

    assert (after.keys() - before, before - after.keys()) == ({added}, {102})
    assert after[101] == "New name"
    assert port not in [one["evseId"] for one in snapshots.functions.read_site(103).json["ports"]]
    assert snapshots.functions.read_site(102).status == 404


def test_a_first_read_is_continued_by_another_process_and_shown_when_it_is_whole(
    snapshots: Snapshots, simulator: SimulatorHandle, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until then there is no snapshot, and functions read Ampeco. The run that is continued did not fail."""
    simulator.add_site(ports=250)
    simulator.faults({"kind": "hold", "operation": "evsesListing", "skip": 1, "count": 1})
    size = snapshots.refresh(seconds=15 + 3)
    simulator.release()
    said = [json.loads(line)["message"] for line in log.getvalue().splitlines()]
    keys, metrics = snapshots.keys(), capsys.readouterr().out
    simulator.faults()
    direct = listed(snapshots)
    snapshots.start()
    simulator.clear_calls()
    snapshots.refresh()
    pages = [one["path"] for one in simulator.calls("evsesListing")]

    assert (keys, size) == ([STATE_KEY], 0)
    assert ("refresh_continues" in said, "refresh_failed" in said) == (True, False)
    assert '"snapshot-continued":[1.0]' in metrics
    assert all("cursor" in path or "lastUpdatedAfter" in path for path in pages)
    assert listed(snapshots) == direct


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "hold"},
        {"kind": "status", "status": 500, "operation": "evsesListing", "skip": 1},
    ],
    ids=["no page", "an error after a page"],
)
def test_a_first_read_that_ampeco_ends_has_failed(
    snapshots: Snapshots, simulator: SimulatorHandle, log: StringIO, fault: dict[str, Any]
) -> None:
    """Without one page in all its time, or with an error: that is no matter of size."""
    simulator.add_site(ports=250)
    simulator.faults(fault)
    with pytest.raises(RefreshFailed):
        snapshots.refresh(seconds=15 + 2)
    simulator.release()

    assert "refresh_failed" in [json.loads(line)["message"] for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("step", range(4))
def test_a_writer_that_dies_leaves_a_whole_snapshot(
    snapshots: Snapshots, simulator: SimulatorHandle, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before or after each of its two objects: readers see the one before or the new one, and the next run goes on."""
    snapshots.refresh()
    before = listed(snapshots)
    added = simulator.add_site(ports=2)["locationId"]
    put, moments = S3Bucket.put, iter(range(4))

    async def dying(self: S3Bucket, key: str, body: bytes) -> None:
        if next(moments) == step:
            raise KilledError
        await put(self, key, body)
        if next(moments) == step:
            raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(S3Bucket, "put", dying)
        with pytest.raises(KilledError):
            snapshots.refresh()

    assert listed(snapshots) == (before if step == 0 else {*before, added})
    snapshots.refresh()
    assert listed(snapshots) == {*before, added}


@pytest.mark.parametrize("listing", ["list_locations", "list_charge_points", "list_evses"])
def test_a_writer_that_dies_while_it_reads_leaves_the_snapshot_as_it_was(
    snapshots: Snapshots, simulator: SimulatorHandle, monkeypatch: pytest.MonkeyPatch, listing: str
) -> None:
    """In any of its lists; a new process then finds the change."""
    snapshots.refresh()
    before = snapshots.read(), snapshots.read(STATE_KEY)
    added = simulator.add_site(ports=2)["locationId"]

    def dying(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(AmpecoClient, listing, dying)
        with pytest.raises(KilledError):
            snapshots.refresh()

    assert (snapshots.read(), snapshots.read(STATE_KEY)) == before
    snapshots.start()
    snapshots.refresh()
    assert added in listed(snapshots)


def of_another_schema(whole: bytes) -> bytes:
    """Return the snapshot as a later version of the writer may write it."""
    archive = BytesIO()
    with ZipFile(BytesIO(whole)) as read, ZipFile(archive, "w") as written:
        for name in read.namelist():
            written.writestr(name, b'{"schema":%d}' % (SCHEMA + 1) if name == "about.json" else read.read(name))
    return with_digest(archive.getvalue())


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda _: b"",
        lambda _: b"<html></html>",
        of_another_schema,
    ],
    ids=["half", "cut", "empty", "html", "schema"],
)
def test_an_object_that_is_not_whole_is_not_served(
    snapshots: Snapshots, simulator: SimulatorHandle, log: StringIO, damage: Callable[[bytes], bytes]
) -> None:
    """A warm instance serves what it has, a new one reads Ampeco, both report it; the next run repairs it."""
    snapshots.refresh()
    snapshots.start()
    before = site_ids(snapshots)
    snapshots.write(damage(snapshots.read()))
    reader = services().catalog._snapshots
    assert reader is not None
    reader._checked_at = None

    warm = site_ids(snapshots)
    simulator.clear_calls()
    new = listed(snapshots)
    calls = simulator.counts()
    snapshots.refresh()

    assert warm == new == before
    assert calls["locationsListing"] == 1
    reported = [line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == "snapshot"]
    assert [line["why"].partition(":")[0] for line in reported] == ["unusable", "unusable"]
    assert Snapshot(snapshots.read()).locations


def test_a_state_that_is_not_whole_is_read_anew(snapshots: Snapshots) -> None:
    """Of any schema, or none."""
    snapshots.refresh()
    whole = snapshots.read()
    for state in (b"", zlib.compress(b'{"schema_number": 99, "lists": []}')):
        snapshots.write(state, STATE_KEY)
        snapshots.start()
        snapshots.refresh()

        assert snapshots.read() == whole


def test_of_two_writers_at_once_each_writes_a_whole_snapshot(snapshots: Snapshots, simulator: SimulatorHandle) -> None:
    """Whichever is last; the next run of either has everything."""
    first = writer_module.catalog_writer()
    assert first is not None
    second = writer_module.CatalogWriter(first.common, first._bucket)
    run = process_loop().run_until_complete
    run(first.run())
    run(second.run())
    before = {*Snapshot(snapshots.read()).locations}
    added = simulator.add_site(ports=2)["locationId"]
    older = first._refresh.snapshot()

    run(second.run())
    newer = {*Snapshot(snapshots.read()).locations}
    run(first._bucket.put(SNAPSHOT_KEY, older))
    again = {*Snapshot(snapshots.read()).locations}
    run(first.run())

    assert (newer, again) == ({*before, added}, before)
    assert {*Snapshot(snapshots.read()).locations} == {*before, added}
    assert added in listed(snapshots)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_wrong_clock_makes_no_snapshot_stale(snapshots: Snapshots, log: StringIO, days: int) -> None:
    """Of the writer or of a reader: S3 tells how old it is."""
    snapshots.functions.configure(now=lambda: NOW + timedelta(days=days), **snapshots.settings)
    snapshots.refresh()
    before = site_ids(snapshots)

    assert listed(snapshots) == before
    assert "snapshot" not in [json.loads(line)["message"] for line in log.getvalue().splitlines()]


def test_without_s3_ampeco_is_read(snapshots: Snapshots, simulator: SimulatorHandle) -> None:
    """By an instance that has nothing yet; the writer reports its failure."""
    snapshots.refresh()
    snapshots.url = "http://127.0.0.1:9/catalog"
    simulator.clear_calls()

    assert 101 in listed(snapshots)
    assert simulator.counts()["locationsListing"] == 1
    with pytest.raises(RefreshFailed):
        snapshots.refresh()


def test_while_ampeco_fails_the_last_snapshot_stays(snapshots: Snapshots, simulator: SimulatorHandle) -> None:
    """The run is reported as failed."""
    snapshots.refresh()
    before = snapshots.read()
    simulator.faults({"kind": "status", "status": 403})
    with pytest.raises(RefreshFailed):
        snapshots.refresh()

    assert snapshots.read() == before
    assert 101 in listed(snapshots)


def test_without_a_bucket_nothing_is_read(snapshots: Snapshots, simulator: SimulatorHandle) -> None:
    """The function may run where `make run` runs schedules."""
    snapshots.functions.configure()
    simulator.clear_calls()

    assert snapshots.refresh() == 0
    assert simulator.counts() == {}
    assert snapshots.keys() == []
