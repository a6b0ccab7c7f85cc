"""Schedule, every minute — send each driver the messages that are due about their bookings, once.

Before that, complete the switches of port whose page was closed.
"""

from typing import Any

from shared.ampeco_client import AmpecoError
from shared.domain.bookings.switch_completion import complete_switches
from shared.domain.messages.events import find_events
from shared.http_api.observability.logs import logger
from shared.http_api.observability.metrics import count
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.handler import run_event
from shared.http_api.runtime.messages import deliver_all, message_services

_RESERVED_SECONDS = 5.0
"""Seconds of an invocation that are left for what has begun when it is time to end."""


class RunFailed(Exception):
    """Nothing was sent: Ampeco could not be read. Raised so that the schedule reports it; contains no data."""


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 — Lambda's context has no type
    """Run once; return how many messages were sent, were refused for good, and failed.

    Raises RunFailed, ConfigurationError.
    """
    return run_event(context, _RESERVED_SECONDS, lambda: _run(context))


async def _run(context: Any) -> dict[str, int]:  # noqa: ANN401 — Lambda's context has no type
    running = message_services()
    if running is None:
        return {"sent": 0, "refused": 0, "failed": 0}
    running.once.begin_invocation(context)
    now = running.now()
    try:
        snapshot = await running.reader.read_snapshot(now)
    except AmpecoError as error:
        logger.error("run_failed", error=type(error).__name__)
        count("run_failed")
        raise RunFailed(type(error).__name__) from None
    await complete_switches(running.common.ampeco, snapshot.requests)
    outcome = await deliver_all(running, find_events(snapshot, now, running.policy))
    logger.info("run_completed", **outcome._asdict())
    count("messages_sent", outcome.sent)
    count("messages_refused", outcome.refused)
    count("messages_failed", outcome.failed)
    return {"sent": outcome.sent, "refused": outcome.refused, "failed": outcome.failed}


garbage_collection.resume()
