"""Render messages to drivers as MIME: text, HTML, and the booking as a calendar file."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared.domain.bookings.emails import ascii_domain
from shared.domain.messages.message import Message
from shared.ics.invite import Contact, InvitedBooking, invite
from shared.infra.sanitize import one_line
from shared.mail.content import (
    WITH_CALENDAR,
    Content,
    LinkedBooking,
    Operator,
    Recipient,
    links_content,
    message_content,
    status_url,
)

__all__ = ["LinkedBooking", "Operator", "Recipient", "UndeliverableAddress", "render", "render_links"]

_TEMPLATES = Path(__file__).parent / "templates"


class UndeliverableAddress(Exception):
    """An address that no mail can be sent to. The exception does not contain it."""


def render(
    message: Message, recipient: Recipient, operator: Operator, *, reference: str | None, now: datetime
) -> EmailMessage:
    """Return the mail about a message. `reference`: the signed reference; None for a booking made elsewhere.

    Raises UndeliverableAddress.
    """
    content = message_content(message, recipient, operator, reference)
    mail = _mail(content, recipient, operator, message.key, now)
    if message.kind in WITH_CALENDAR:
        invited = InvitedBooking.from_message(message)
        origin = operator.site_url.rstrip("/") if operator.site_url else None
        contact = Contact(origin, status_url(operator, reference, recipient.locale), operator.support_phone)
        _attach(mail, "invite.ics", invited.method, invite(invited, recipient.locale, now, contact))
        # A file has one METHOD: the entry of the replaced booking is removed by a second one.
        if replaced := InvitedBooking.replaced_by(message):
            file = invite(replaced, recipient.locale, now, contact._replace(link=None))
            _attach(mail, "replaced.ics", replaced.method, file)
    return mail


def _attach(mail: EmailMessage, name: str, method: str, file: bytes) -> None:
    params = {"method": method}
    mail.add_attachment(file.decode(), subtype="calendar", cte="base64", filename=name, params=params)


def render_links(
    bookings: Sequence[LinkedBooking], recipient: Recipient, operator: Operator, *, now: datetime
) -> EmailMessage:
    """Return the mail with the links to a driver's upcoming bookings.

    Raises UndeliverableAddress; ValueError without a booking.
    """
    content = links_content(bookings, recipient, operator)
    key = "\n".join([now.isoformat(), recipient.email, *(str(one.reference) for one in bookings)])
    return _mail(content, recipient, operator, key, now)


def _mail(content: Content, recipient: Recipient, operator: Operator, key: str, now: datetime) -> EmailMessage:
    sender = _address(operator.mail_from, content.brand)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = _address(recipient.email)
    mail["Subject"] = one_line(content.subject)
    mail["Date"] = now
    # The same message has the same id, so that a mail client may drop a second copy; the hash tells nothing.
    mail["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    templates = _templates()
    mail.set_content(templates.get_template("mail.txt").render(mail=content), cte="quoted-printable")
    html = templates.get_template("mail.html").render(mail=content)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def _address(email: str, name: str = "") -> Address:
    """Return one address with its domain in ASCII. SES accepts no other characters."""
    local, _, domain = email.strip().rpartition("@")
    try:
        address = Address(name, addr_spec=f"{local}@{ascii_domain(domain)}")
    except (MessageError, ValueError, IndexError):
        raise UndeliverableAddress from None  # the error's text has the address in it
    if not address.addr_spec.isascii():
        raise UndeliverableAddress
    return address


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
