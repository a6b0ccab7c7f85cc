"""Schedule, every minute — bring the catalog snapshot, which all other functions read, up to date with Ampeco."""

import asyncio
from typing import Any

from shared.ampeco_client import AmpecoError, deadline
from shared.http_api.observability.logs import log_as, logger
from shared.http_api.observability.metrics import count, publish
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.snapshots import CatalogWriter, catalog_writer
from shared.infra.s3 import S3Error

_RESERVED_SECONDS = 15.0
"""Seconds of an invocation for the objects, however large: building, compressing and writing them."""


class RefreshFailed(Exception):
    """No snapshot was written, so the one before stays. Raised so that the schedule reports it; contains no data."""


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 — Lambda's context has no type
    """Run once; return the size of the snapshot in bytes, 0 without a bucket.

    Raises RefreshFailed, ConfigurationError.
    """
    loop = process_loop()
    asyncio.set_event_loop(loop)
    log_as(context)
    writer = catalog_writer()
    if writer is None:
        return {"bytes": 0}
    try:
        with deadline(context.get_remaining_time_in_millis() / 1000 - _RESERVED_SECONDS):
            return loop.run_until_complete(_run(writer))
    finally:
        publish(context.function_name)


async def _run(writer: CatalogWriter) -> dict[str, int]:
    try:
        size = await writer.run()
    except (AmpecoError, S3Error) as error:
        logger.error("refresh_failed", error=type(error).__name__)
        raise RefreshFailed(type(error).__name__) from None
    count("snapshot-written")
    logger.info("refresh_completed", bytes=size)
    return {"bytes": size}


garbage_collection.resume()
