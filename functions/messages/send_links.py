"""Asynchronous invocation — send a driver the links to their upcoming bookings, to the address that Ampeco has."""

from typing import Any

from shared.ampeco_client import reserve
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.handler import run_event
from shared.http_api.runtime.links import deliver_links
from shared.http_api.runtime.messages import message_services
from shared.http_api.runtime.rate_reserve import SHARE

_RESERVED_SECONDS = 3.0
"""Seconds of an invocation that are left for sending when it is time to end."""


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:  # noqa: ANN401 — Lambda's context has no type
    """Send at most one mail, whose request is `event`; return how it ended.

    Raises LinksFailed, for Lambda to invoke again: the same event leads to one mail only. ConfigurationError.
    """
    return run_event(context, _RESERVED_SECONDS, lambda: _run(event, context))


async def _run(event: dict[str, Any], context: Any) -> dict[str, str]:  # noqa: ANN401 — Lambda's context has no type
    running = message_services()
    if running is None:
        return {"outcome": "off"}
    running.once.begin_invocation(context)
    with reserve(SHARE):
        return {"outcome": await deliver_links(running, event)}


garbage_collection.resume()
