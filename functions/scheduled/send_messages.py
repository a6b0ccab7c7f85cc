"""Schedule, every minute — send each driver the messages that are due about their bookings, once.

Before that, complete the switches of port whose page was closed.
"""

import asyncio
from typing import Any

from shared.ampeco_client import AmpecoError, deadline
from shared.domain.bookings.switch_completion import complete_switches
from shared.domain.messages.events import find_events
from shared.http_api.observability.logs import log_as, logger
from shared.http_api.observability.metrics import count, publish
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.messages import MessageServices, deliver_all, message_services

_RESERVED_SECONDS = 5.0
"""Seconds of an invocation that are left for what has begun when it is time to end."""


class RunFailed(Exception):
    """Nothing was sent: Ampeco could not be read. Raised so that the schedule reports it; contains no data."""


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 — Lambda's context has no type
    """Run once; return how many messages were sent, were refused for good, and failed.

    Raises RunFailed, ConfigurationError.
    """
    loop = process_loop()
    asyncio.set_event_loop(loop)
    log_as(context)
    running = message_services()
    if running is None:
        return {"sent": 0, "refused": 0, "failed": 0}
    running.once.begin_invocation(context)
    try:
        with deadline(context.get_remaining_time_in_millis() / 1000 - _RESERVED_SECONDS):
            return loop.run_until_complete(_run(running))
    finally:
        publish(context.function_name)


async def _run(running: MessageServices) -> dict[str, int]:
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
