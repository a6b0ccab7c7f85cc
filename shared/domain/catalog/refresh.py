"""Keep the three lists of the catalog in step with Ampeco, over many runs, for the snapshot."""

import zlib
from datetime import datetime
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic_core import to_json

from shared.ampeco_client import (
    AmpecoClient,
    ChargePointFilters,
    EvseFilters,
    LocationFilters,
    Page,
    Paged,
)
from shared.domain.catalog.incremental_sync import Part, SyncedCollection, SyncState
from shared.domain.catalog.snapshot import SCHEMA, StoredRow, UnusableSnapshot, stored, write_snapshot
from shared.domain.timeutil.site_time import Clock
from shared.infra.concurrency import task_group

STATE_KEY = "refresh-state.zlib"

_SCANNED_SITE_PAGES = 60
"""Per run: of up to 5,900 sites, one that was deleted is missed at once."""
_SCANNED_CHARGE_POINT_PAGES = 25
_SCANNED_PORT_PAGES = 50
"""Per run: of up to 4,900 ports. Of more, a deleted one is listed some minutes longer; it has no free times then."""


class CatalogRefresh:
    """Locations with their images, charge points, and EVSEs with their connectors, in the compact form."""

    def __init__(self, ampeco: AmpecoClient, *, now: Clock) -> None:
        def locations(after: datetime | None, before: datetime | None) -> Paged[StoredRow]:
            filters = LocationFilters(last_updated_after=after, last_updated_before=before)
            return ampeco.list_locations(filters, include=("images",)).map(stored)

        def charge_points(after: datetime | None, before: datetime | None) -> Paged[StoredRow]:
            filters = ChargePointFilters(last_updated_after=after, last_updated_before=before)
            return ampeco.list_charge_points(filters).map(stored)

        def evses(after: datetime | None, before: datetime | None) -> Paged[StoredRow]:
            return ampeco.list_evses(EvseFilters(last_updated_after=after, last_updated_before=before)).map(stored)

        # Together they keep eight calls open at once.
        self._lists = (
            SyncedCollection(locations, ampeco.read_location, now=now, scan_calls=_SCANNED_SITE_PAGES, scans_at_once=3),
            SyncedCollection(
                charge_points,
                ampeco.read_charge_point,
                now=now,
                scan_calls=_SCANNED_CHARGE_POINT_PAGES,
                scans_at_once=2,
            ),
            SyncedCollection(evses, ampeco.read_evse, now=now, scan_calls=_SCANNED_PORT_PAGES, scans_at_once=3),
        )
        self._written: tuple[tuple[int, ...], bytes] | None = None

    async def refresh(self) -> None:
        """Sync the three lists concurrently, at first with one call per 100 rows, over as many runs as needed.

        Later one call each, and one more for each 98 rows, 135 at most.

        Raises AmpecoError; the next call, or another process with this `state`, continues.
        """
        async with task_group() as group:
            for one in self._lists:
                group.create_task(one.refresh())

    @property
    def pages_read(self) -> int:
        """The number of pages read, without those of scans: whether an interrupted run got further."""
        return sum(one.pages_read for one in self._lists)

    def snapshot(self) -> bytes:
        """Return the snapshot of the lists. Only after `refresh` succeeded once are they whole."""
        versions = tuple(one.version for one in self._lists)
        if self._written is None or self._written[0] != versions:
            locations, charge_points, evses = (one.rows for one in self._lists)
            self._written = versions, write_snapshot(locations, charge_points, evses)
        return self._written[1]

    @property
    def state(self) -> bytes:
        """The state of the lists, compressed."""
        lists = tuple(_SavedList.of(one.state) for one in self._lists)
        return zlib.compress(to_json(_Saved(schema_number=SCHEMA, lists=lists)), level=1)

    def restore(self, state: bytes) -> None:
        """Continue with the `state` of another process.

        Raises UnusableSnapshot.
        """
        try:
            saved = _Saved.model_validate_json(zlib.decompress(state))
        except (zlib.error, ValidationError) as error:
            raise UnusableSnapshot(type(error).__name__) from error
        if saved.schema_number != SCHEMA or len(saved.lists) != len(self._lists):
            raise UnusableSnapshot(f"schema {saved.schema_number}")
        for one, each in zip(self._lists, saved.lists, strict=True):
            one.restore(each.as_state())


class _SavedPage(NamedTuple):
    items: tuple[StoredRow, ...]
    next: str | None
    left_out: int


class _SavedList(BaseModel):
    since: AwareDatetime | None
    rows: tuple[StoredRow, ...]
    full_read: tuple[AwareDatetime, AwareDatetime, tuple[_SavedPage, ...]] | None
    scan: tuple[Part, ...]
    seen_ids: tuple[int, ...]

    @classmethod
    def of(cls, state: SyncState[StoredRow]) -> "_SavedList":
        return cls.model_construct(**state._asdict() | {"seen_ids": tuple(state.seen_ids)})

    def as_state(self) -> SyncState[StoredRow]:
        fields = {name: getattr(self, name) for name in SyncState._fields}
        if self.full_read:
            begun_at, continued_at, pages = self.full_read
            fields["full_read"] = begun_at, continued_at, tuple(Page(*page) for page in pages)
        return SyncState(**fields | {"seen_ids": frozenset(self.seen_ids)})


class _Saved(BaseModel):
    schema_number: int
    lists: tuple[_SavedList, ...]
