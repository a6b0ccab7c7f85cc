"""Schedule, every minute — bring the catalog snapshot, which all other functions read, up to date with Ampeco."""

from typing import Any

from shared.ampeco_client import AmpecoError
from shared.http_api.observability.logs import logger
from shared.http_api.observability.metrics import count
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.handler import run_event
from shared.http_api.runtime.snapshots import catalog_writer
from shared.infra.s3 import S3Error

_RESERVED_SECONDS = 15.0
"""Seconds of an invocation for the objects, however large: building, compressing and writing them."""


class RefreshFailed(Exception):
    """No snapshot was written, so the one before stays. Raised so that the schedule reports it; contains no data."""


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 — Lambda's context has no type
    """Run once; return the size of the snapshot in bytes, 0 without a bucket or if the next run has to continue.

    Raises RefreshFailed, ConfigurationError.
    """
    return run_event(context, _RESERVED_SECONDS, _run)


async def _run() -> dict[str, int]:
    writer = catalog_writer()
    if writer is None:
        return {"bytes": 0}
    try:
        size = await writer.run()
    except (AmpecoError, S3Error) as error:
        logger.error("refresh_failed", error=type(error).__name__)
        raise RefreshFailed(type(error).__name__) from None
    if size is None:
        count("snapshot-continued")
        logger.info("refresh_continues")
        return {"bytes": 0}
    count("snapshot-written")
    logger.info("refresh_completed", bytes=size)
    return {"bytes": size}


garbage_collection.resume()
