"""The mails that moto's SES accepted, newest first, as data and as a page."""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import RawMessage, ses_backends

from local.gateway import clock

Page = tuple[dict[str, str], bytes]

_NO_STORE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
# Also the policy of the mails, whose frames inherit it: a remote image stays empty, a script does not run.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Attachment(NamedTuple):
    """A part of a mail that is not its body; `text` is empty for binary content."""

    name: str
    type: str
    text: str


class Mail(NamedTuple):
    """One mail as its recipient sees it."""

    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    sent_at: datetime


class Outbox:
    """Everything that was sent since the start; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._mails: list[Mail] = []

    def collect(self) -> None:
        """Take over the mails that SES accepted since the last call."""
        with self._lock:
            for message in _accepted():
                if message.id not in self._seen:
                    self._seen.add(message.id)
                    self._mails.append(parse_mail(message.destinations[0], message.raw_data, clock.now()))

    def data(self) -> Page:
        """Return headers and content of `/outbox.json`."""
        return {"content-type": "application/json", **_NO_STORE}, json.dumps(
            [_as_json(mail) for mail in self._newest_first()], ensure_ascii=False
        ).encode()

    def page(self) -> Page:
        """Return headers and content of `/outbox`."""
        environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
        content = environment.get_template("outbox.html").render(mails=self._newest_first(), data_url=_data_url)
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": _POLICY}
        return headers | _NO_STORE, content.encode()

    def _newest_first(self) -> list[Mail]:
        with self._lock:
            return self._mails[::-1]


def parse_mail(recipient: str, raw: str, sent_at: datetime) -> Mail:
    """Return the mail in `raw`, RFC 5322."""
    message = message_from_bytes(raw.encode(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    leaves = [part for part in message.walk() if not part.is_multipart() and part not in (html, text)]
    return Mail(
        to=recipient,
        subject=str(message["subject"] or ""),
        text=_text_of(text).replace("\r\n", "\n"),
        html=_text_of(html).replace("\r\n", "\n"),
        attachments=tuple(
            Attachment(part.get_filename() or "", part.get_content_type(), _text_of(part)) for part in leaves
        ),
        sent_at=sent_at,
    )


def _accepted() -> Iterator[RawMessage]:
    for backend in ses_backends[DEFAULT_ACCOUNT_ID].values():
        yield from (message for message in list(backend.sent_messages) if isinstance(message, RawMessage))


def _text_of(part: MIMEPart | None) -> str:
    content = part.get_content() if part is not None else ""
    return content if isinstance(content, str) else ""


def _as_json(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "attachments": [attachment._asdict() for attachment in mail.attachments],
        "sentAt": mail.sent_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _data_url(attachment: Attachment) -> str:
    return f"data:{attachment.type};base64,{base64.b64encode(attachment.text.encode()).decode()}"
