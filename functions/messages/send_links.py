"""Asynchronous invocation — send a driver the links to their upcoming bookings, to the address that Ampeco has."""

import asyncio
from typing import Any

from shared.ampeco_client import deadline, reserve
from shared.http_api.observability.logs import log_as
from shared.http_api.observability.metrics import publish
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.links import deliver_links
from shared.http_api.runtime.messages import message_services
from shared.http_api.runtime.rate_reserve import SHARE

_RESERVED_SECONDS = 3.0
"""Seconds of an invocation that are left for sending when it is time to end."""


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:  # noqa: ANN401 — Lambda's context has no type
    """Send at most one mail, whose request is `event`; return how it ended.

    Raises LinksFailed, for Lambda to invoke again: the same event leads to one mail only. ConfigurationError.
    """
    loop = process_loop()
    asyncio.set_event_loop(loop)
    log_as(context)
    running = message_services()
    if running is None:
        return {"outcome": "off"}
    running.once.begin_invocation(context)
    try:
        with deadline(context.get_remaining_time_in_millis() / 1000 - _RESERVED_SECONDS), reserve(SHARE):
            return {"outcome": loop.run_until_complete(deliver_links(running, event))}
    finally:
        publish(context.function_name)


garbage_collection.resume()
