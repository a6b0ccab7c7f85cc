"""Write the catalog snapshot and the state of its writer. Used by the scheduled function only."""

from shared.ampeco_client import AmpecoError, Timeout, time_left
from shared.domain.catalog.refresh import STATE_KEY, CatalogRefresh
from shared.domain.catalog.snapshot import UnusableSnapshot
from shared.domain.catalog.snapshot_reader import SNAPSHOT_KEY
from shared.http_api.observability.logs import logger
from shared.http_api.runtime.services import Services, services
from shared.infra.s3 import S3Bucket

_S3_SECONDS = 10.0
_OUT_OF_TIME_SECONDS = 1.0
"""With less left a call times out because of the run, not of Ampeco."""


class CatalogWriter:
    """Refreshes the lists and writes the objects; reused while the function is warm."""

    def __init__(self, common: Services, bucket: S3Bucket) -> None:
        self.common = common
        self._bucket = bucket
        self._refresh = CatalogRefresh(common.ampeco, now=common.now)
        self._is_restored = False

    async def run(self) -> int | None:
        """Refresh once and write the snapshot; return its size in bytes, None if the next run has to continue.

        A run that is interrupted writes its state only. If it read pages until its time was over, it has to be
        continued; else it failed. Each object is written by one request, so each is whole; the snapshot of the run that
        ends last counts.

        Raises AmpecoError, S3Error.
        """
        if not self._is_restored:
            await self._restore()
        pages_before = self._refresh.pages_read
        try:
            await self._refresh.refresh()
        except AmpecoError as error:
            out_of_time = isinstance(error, Timeout) and time_left() < _OUT_OF_TIME_SECONDS
            await self._bucket.put(STATE_KEY, self._refresh.state)
            if out_of_time and self._refresh.pages_read > pages_before:
                return None
            raise
        snapshot = self._refresh.snapshot()
        await self._bucket.put(SNAPSHOT_KEY, snapshot)
        await self._bucket.put(STATE_KEY, self._refresh.state)
        return len(snapshot)

    async def _restore(self) -> None:
        found = await self._bucket.get(STATE_KEY)
        if found and found.body is not None:
            try:
                self._refresh.restore(found.body)
            except UnusableSnapshot as error:
                logger.warning("state_unusable", why=str(error))
        self._is_restored = True


class _Process:
    writer: CatalogWriter | None = None


def catalog_writer() -> CatalogWriter | None:
    """Return what writes the snapshot in this process; None if CATALOG_URL is not set.

    Raises ConfigurationError.
    """
    common = services()
    url = common.settings.catalog_url
    if url is None:
        return None
    if _Process.writer is None or _Process.writer.common is not common:
        bucket = S3Bucket(str(url), region=common.settings.aws_region, timeout_seconds=_S3_SECONDS)
        _Process.writer = CatalogWriter(common, bucket)
    return _Process.writer
