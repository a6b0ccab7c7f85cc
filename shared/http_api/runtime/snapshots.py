"""Write the catalog snapshot and the state of its writer. Used by the scheduled function only."""

from shared.ampeco_client import AmpecoError
from shared.domain.catalog.refresh import STATE_KEY, CatalogRefresh
from shared.domain.catalog.snapshot import UnusableSnapshot
from shared.domain.catalog.snapshot_reader import SNAPSHOT_KEY
from shared.http_api.observability.logs import logger
from shared.http_api.runtime.services import Services, services
from shared.infra.s3 import S3Bucket

_S3_SECONDS = 10.0


class CatalogWriter:
    """Refreshes the lists and writes the objects; reused while the function is warm."""

    def __init__(self, common: Services, bucket: S3Bucket) -> None:
        self.common = common
        self._bucket = bucket
        self._refresh = CatalogRefresh(common.ampeco, now=common.now)
        self._is_restored = False

    async def run(self) -> int:
        """Refresh once and write the snapshot; return its size in bytes.

        A run that is interrupted writes its state only, for the next one to continue. Each object is written by one
        request, so each is whole; the snapshot of the run that ends last counts.

        Raises AmpecoError, S3Error.
        """
        if not self._is_restored:
            await self._restore()
        try:
            await self._refresh.refresh()
        except AmpecoError:
            await self._bucket.put(STATE_KEY, self._refresh.state)
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
