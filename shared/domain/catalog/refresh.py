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
from shared.domain.catalog.incremental_sync import SyncedCollection, SyncState
from shared.domain.catalog.snapshot import SCHEMA, StoredRow, UnusableSnapshot, stored, write_snapshot
from shared.domain.timeutil.site_time import Clock
from shared.infra.concurrency import task_group

STATE_KEY = "refresh-state.zlib"

_LOCATION_PAGES = 100
"""Pages of locations per run: up to 10,000 are scanned in each, so that one that was deleted is missed at once."""


class CatalogRefresh:
    """Locations with their images, charge points, and EVSEs with their connectors, in the compact form."""

    def __init__(self, ampeco: AmpecoClient, *, now: Clock) -> None:
        def locations(since: datetime | None) -> Paged[StoredRow]:
            return ampeco.list_locations(LocationFilters(last_updated_after=since), include=("images",)).map(stored)

        def charge_points(since: datetime | None) -> Paged[StoredRow]:
            return ampeco.list_charge_points(ChargePointFilters(last_updated_after=since)).map(stored)

        def evses(since: datetime | None) -> Paged[StoredRow]:
            return ampeco.list_evses(EvseFilters(last_updated_after=since)).map(stored)

        self._lists = (
            SyncedCollection(locations, now=now, scan_pages=_LOCATION_PAGES),
            SyncedCollection(charge_points, now=now),
            SyncedCollection(evses, now=now),
        )
        self._written: tuple[tuple[int, ...], bytes] | None = None

    async def refresh(self) -> None:
        """Sync the three lists concurrently, at first with one call per 100 rows, over as many runs as needed.

        Later two calls each, and one more for each further 100 locations.

        Raises AmpecoError; the next call, or another process with this `state`, continues.
        """
        async with task_group() as group:
            for one in self._lists:
                group.create_task(one.refresh())

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
    next_page: str | None
    seen_ids: tuple[int, ...]
    unreadable_rows: int
    in_doubt: bool

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
