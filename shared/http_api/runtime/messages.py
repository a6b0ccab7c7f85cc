"""Deliver messages: decide once more from fresh facts, render, send, record. Used by scheduled functions only."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from shared.ampeco_client import AmpecoError, NotFound, time_left
from shared.domain.messages.due import due_messages
from shared.domain.messages.events import Event
from shared.domain.messages.message import Message
from shared.domain.messages.policy import MessagePolicy
from shared.domain.messages.reader import MessageReader
from shared.domain.timeutil.site_time import Clock
from shared.http_api.observability.logs import log_unhandled, logger
from shared.http_api.runtime.message_settings import MessageSettings
from shared.http_api.runtime.services import Services, services
from shared.infra.concurrency import gather_limited
from shared.infra.mail_sender import MailError, MailRefused, MailSender
from shared.infra.once import InProgress, OnceStore, StoreUnavailable
from shared.infra.usage import UsageStore
from shared.mail.render import Operator, Recipient, UndeliverableAddress, render

_MIN_SECONDS_TO_BEGIN = 5.0
"""With less time left than this the remaining messages are left to the next run."""


class NotDue(Exception):
    """The message of an event is not due: not any more, not yet, or it never was."""


class Outcome(NamedTuple):
    """How the events of one run ended.

    sent       SES took the mail
    refused    never sent: SES does not accept its address or content
    failed     not sent; the next run tries again
    skipped    not due, or being sent by another run
    postponed  no time left
    """

    sent: int = 0
    refused: int = 0
    failed: int = 0
    skipped: int = 0
    postponed: int = 0


class MessageServices:
    """What sends messages, configured by the settings; reused while the function is warm."""

    def __init__(self, common: Services, settings: MessageSettings, *, mail_from: str, table: str) -> None:
        self.common = common
        self.policy = MessagePolicy(
            reminder=timedelta(minutes=settings.reminder_minutes),
            own_bookings_only=settings.mail_for == "site",
            max_days_ahead=common.policy.max_days_ahead,
        )
        self.operator = Operator(
            mail_from=mail_from,
            brand_name=settings.brand_name,
            site_url=str(common.settings.site_url).rstrip("/") if common.settings.site_url else None,
            support_phone=common.settings.support_phone,
            no_show_text=settings.no_show_text,
            no_show_text_es=settings.no_show_text_es,
            price_text=settings.price_text,
            price_text_es=settings.price_text_es,
        )
        self.reader = MessageReader(common.ampeco, common.catalog, self.policy)
        self.once = OnceStore(table)
        self._table = table
        self.sender = MailSender(settings.mail_configuration_set)

    @cached_property
    def usage(self) -> UsageStore:
        """Counts requests for links."""
        return UsageStore(self._table)

    @property
    def now(self) -> Clock:
        """The clock."""
        return self.common.now


class _Process:
    running: MessageServices | None = None


def message_services() -> MessageServices | None:
    """Return what sends messages in this process; None if MAIL_FROM is not set.

    Raises ConfigurationError.
    """
    common = services()
    if _Process.running is None or _Process.running.common is not common:
        settings = MessageSettings.from_environment()
        if settings.mail_from is None or settings.messages_table is None:
            return None
        _Process.running = MessageServices(
            common, settings, mail_from=settings.mail_from, table=settings.messages_table
        )
    return _Process.running


async def deliver_all(running: MessageServices, events: Iterable[Event]) -> Outcome:
    """Deliver the message of each event that has not been handled; one failure does not stop the others."""
    new = [event for event in events if not running.once.is_recorded(event.key)]
    results = Counter(await gather_limited(new, lambda event: _deliver(running, event)))
    results.pop("done", None)
    return Outcome(**results)


async def _deliver(running: MessageServices, event: Event) -> str:
    """Return the field of the outcome to count; "done" for an event that was handled before, or needs no message."""
    if time_left() < _MIN_SECONDS_TO_BEGIN:
        return "postponed"
    loop, outcome = asyncio.get_running_loop(), "done"

    def act() -> None:
        nonlocal outcome
        # A thread of its own, since boto3 blocks; calls to Ampeco stay in the loop of their connections.
        addressed = asyncio.run_coroutine_threadsafe(_address(running, event), loop).result()
        if addressed:
            outcome = _send(running, *addressed)

    try:
        await asyncio.to_thread(running.once.run, event.key, act)
    except (NotDue, InProgress):
        return "skipped"
    except (AmpecoError, MailError, StoreUnavailable) as error:
        why = failure_reason(error)
        logger.warning("message_failed", event=event.key, error=type(error).__name__, why=why, sent=outcome == "sent")
        return "failed"
    except Exception as error:  # noqa: BLE001 — one malformed record must not keep the others from their messages
        log_unhandled(error, event=event.key)
        return "failed"
    return outcome


def failure_reason(error: Exception) -> str:
    """Return why no mail was sent, for the log. Types and SES's codes only: Ampeco's texts may quote personal data."""
    return str(error) if isinstance(error, MailError | StoreUnavailable) else type(error).__name__


async def _address(running: MessageServices, event: Event) -> tuple[Message, Recipient] | None:
    """Return the event's message, true now, and its recipient; None if it has none.

    Raises NotDue, AmpecoError.
    """
    now = running.now()
    facts = await running.reader.read_facts(event, now)
    due = due_messages(facts, now, running.policy) if facts else ()
    message = next((one for one in due if one.key == event.key), None)
    if message is None:
        raise NotDue
    if running.policy.own_bookings_only and message.external_id is None:
        return None
    try:
        user = await running.common.ampeco.read_user(message.user_id)
    except NotFound:
        return None
    return (message, Recipient(user.email, user.locale or "en")) if user.email else None


def _send(running: MessageServices, message: Message, recipient: Recipient) -> str:
    """Send the message; return "sent", or "refused" if no later attempt can succeed, so that none is made.

    Raises MailError.
    """
    external_id = message.external_id
    reference = running.common.references.reference(external_id) if external_id else None
    try:
        mail = render(message, recipient, running.operator, reference=reference, now=running.now())
        running.sender.send(mail)
    except (MailRefused, UndeliverableAddress) as error:
        why = str(error) or type(error).__name__
        logger.warning("message_refused", event=message.key, why=why)
        return "refused"
    return "sent"
