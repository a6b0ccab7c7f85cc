"""Deliver a mail with links: limits, look-up, rendering, sending. Used by functions that send messages only."""

import asyncio
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any, NamedTuple

from pydantic import BaseModel, Field

from shared.ampeco_client import AmpecoError, User
from shared.domain.bookings.drivers import require_active_driver, users_with_email
from shared.domain.bookings.emails import comparable_email
from shared.domain.errors import DriverNotFound
from shared.domain.messages.upcoming import upcoming_bookings
from shared.http_api.observability.logs import log_unhandled, logger
from shared.http_api.observability.metrics import count
from shared.http_api.runtime.messages import MessageServices, failure_reason
from shared.http_api.security.enumeration_limiter import MAX_LINK_REQUESTS, networks
from shared.infra.mail_sender import MailError, MailRefused
from shared.infra.once import InProgress, StoreUnavailable
from shared.mail.content import LinkedBooking, Recipient
from shared.mail.render import UndeliverableAddress, render_links

MAX_MAILS = 3
"""Requests for links per email and day, whatever their result."""


_COUNTED = {"sent": "links_sent", "limited": "links_limited", "refused": "messages_refused"}
"""Metrics by result. The log has the others."""


class LinksFailed(Exception):
    """The mail could not be sent now; the same event may succeed later. The text has no data in it."""


class LinksRequest(BaseModel, frozen=True, strict=True):
    """A request for links. Email and address of the visitor are not shown where an object is printed or logged."""

    key: str
    email: str = Field(repr=False)
    visitor: str | None = Field(default=None, repr=False)


class _Limit(NamedTuple):
    """How often the key may be used until it expires."""

    key: str
    at_most: int
    expires_at: datetime


async def deliver_links(running: MessageServices, event: Mapping[str, Any]) -> str:
    """Send the mail that `event` requests, once however often the event arrives, and return how it ended.

    `sent`; `limited`: too many requests; `no-account`: no single enabled user has the email; `no-booking`: nothing is
    ahead of them; `refused`: SES does not send to the address; `repeated`: it was handled before.

    Raises LinksFailed.
    """
    try:
        wanted = LinksRequest.model_validate(event)
        outcome = await _deliver_once(running, wanted)
    except (AmpecoError, InProgress, MailError, StoreUnavailable) as error:
        logger.warning("links_failed", error=type(error).__name__, why=failure_reason(error))
        count("links_failed")
        raise LinksFailed(type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 — the runtime logs the text of what is raised, so it must be ours
        log_unhandled(error)
        count("links_failed")
        raise LinksFailed(type(error).__name__) from None
    logger.info("links_requested", outcome=outcome)
    if outcome in _COUNTED:
        count(_COUNTED[outcome])
    return outcome


async def _deliver_once(running: MessageServices, wanted: LinksRequest) -> str:
    loop, outcome = asyncio.get_running_loop(), "repeated"

    def act() -> None:
        nonlocal outcome
        # A thread of its own, since boto3 blocks; calls to Ampeco stay in the loop of their connections.
        outcome = _deliver(running, wanted, loop)

    # With the email, so that a key that is used for several of them hides none.
    await asyncio.to_thread(running.once.run, f"links:{_use_id(running, wanted)}", act)
    return outcome


def _deliver(running: MessageServices, wanted: LinksRequest, loop: asyncio.AbstractEventLoop) -> str:
    use_id = _use_id(running, wanted)
    for limit in _limits(running, wanted):
        if not running.usage.use(limit.key, use_id, at_most=limit.at_most, expires_at=limit.expires_at):
            return "limited"
    try:
        mail = asyncio.run_coroutine_threadsafe(_mail(running, wanted.email), loop).result()
        if mail is None:
            return "no-booking"
        running.sender.send(mail)
    except DriverNotFound:
        return "no-account"
    except (MailRefused, UndeliverableAddress) as error:
        logger.warning("message_failed", error=type(error).__name__)
        return "refused"
    return "sent"


def _limits(running: MessageServices, wanted: LinksRequest) -> Iterator[_Limit]:
    """Yield the limits of the visitor's networks, then that of the email: by the hour and by the day, in UTC."""
    hour = running.now().replace(minute=0, second=0, microsecond=0)
    for network, share in networks(wanted.visitor) if wanted.visitor else ():
        key = _digest(running, f"visitor:{network}:{hour.timestamp()}")
        yield _Limit(key, MAX_LINK_REQUESTS * share, hour + timedelta(hours=1))
    day = hour.date()
    email = comparable_email(wanted.email)
    yield _Limit(_digest(running, f"email:{email}:{day}"), MAX_MAILS, hour + timedelta(days=1))


async def _mail(running: MessageServices, email: str) -> EmailMessage | None:
    """Return the mail to the one active driver with this email, at the address that Ampeco has; None without a booking.

    Raises DriverNotFound, UndeliverableAddress, AmpecoError.
    """
    ampeco, now = running.common.ampeco, running.now()
    user: User = require_active_driver(email, await users_with_email(ampeco, email))
    bookings = upcoming_bookings(await running.reader.read_upcoming(user.id, now), now, running.policy)
    if not bookings or not user.email:
        return None
    references = running.common.references
    links = [references.reference(one.external_id) if one.external_id else None for one in bookings]
    linked = [LinkedBooking(booking, link) for booking, link in zip(bookings, links, strict=True)]
    return render_links(linked, Recipient(user.email, user.locale or "en"), running.operator, now=now)


def _use_id(running: MessageServices, wanted: LinksRequest) -> str:
    return _digest(running, f"use:{wanted.key}:{comparable_email(wanted.email)}")


def _digest(running: MessageServices, text: str) -> str:
    """Return a keyed digest: without the key, no address can be found by trying."""
    key, *_ = running.common.secrets.booking_link_keys()
    return hmac.digest(key.get_secret_value().encode(), f"links:{text}".encode(), hashlib.sha256).hex()
