"""The function that sends messages, in this process: against the simulator, and moto's SES and DynamoDB over HTTP."""

import email.policy
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cache
from random import Random
from threading import Event, Lock
from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
import httpx
import pytest
from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped] # the same
from moto.backends import get_backend
from moto.server import ThreadedMotoServer
from moto.ses.models import SESBackend

from functions.scheduled import send_messages
from shared.ampeco_client import BookingFilters, BookingRequestFilters
from shared.domain.messages.events import Snapshot, find_events
from shared.http_api.runtime import messages
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.messages import MessageServices, message_services
from shared.infra.once import InProgress
from shared.mail.render import render
from tests.support.functions import NOW, Functions, environment
from tests.support.http import NO_TLS
from tests.support.lambda_calls import LambdaContext
from tests.support.project import PROJECT
from tests.support.simulator import SimulatorHandle

TABLE, SENDER = "messages", "bookings@operator.example"
KEY_HEADER = "X-Message-Key"
KILLABLE_HEADER = "X-Killable"
"""In the mails of a process that is killed while it sends."""

SITE_URL = "https://book.example.com"
QUIET = NOW + timedelta(days=10)
"""When the simulator's own bookings are over, and no request is recent."""

_REGION = "us-east-1"
_send_raw_email = SESBackend.send_raw_email


class KilledError(BaseException):
    """The process dies at this point. A BaseException, so that no code of ours catches it."""


class Faults:
    """Makes calls to AWS fail. Whether one does depends on its operation, its subject and how often it was made."""

    def __init__(self) -> None:
        self.rates: dict[str, float] = {}
        self._made: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def strikes(self, operation: str, subject: str) -> bool:
        with self._lock:
            self._made[operation, subject] += 1
            number = self._made[operation, subject]
        random = Random(f"{operation} {subject} {number}")  # noqa: S311 — seeded, so that a run can be repeated
        return random.random() < self.rates.get(operation, 0.0)


class MessageRuns:
    """Runs the function with its own clock, and reads the mails that SES accepted."""

    def __init__(self, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
        self.functions = functions
        self.simulator: SimulatorHandle = functions.simulator
        self.set_clock(QUIET)
        self.faults = Faults()
        self.killed: set[str] = set()
        self._lock = Lock()
        self.on_send: Callable[[EmailMessage], None] = lambda _mail: None
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(messages, "render", tagged(render))
        self.start()

    now: datetime

    def restart(self, **settings: str) -> None:
        """End the process, losing its memory, and start another with these settings."""
        self.killed |= {key for key, is_recorded in self.services.once._done.items() if not is_recorded}
        self.start(**settings)

    def start(self, **settings: str) -> None:
        """Start the function, cold."""
        for name, value in ({"MAIL_FROM": SENDER, "MESSAGES_TABLE": TABLE} | settings).items():
            self._monkeypatch.setenv(name, value)
        self.functions.configure(now=lambda: self.now, SITE_URL=SITE_URL)
        running = self.services
        dynamo, sender, once = running.once._layer.client, running.sender, running.once
        dynamo.meta.events.register("before-send.dynamodb", self._fail)
        sender._ses.meta.events.register("before-send.sesv2", self._fail)
        sending, recording = sender.send, once.run

        def send(mail: EmailMessage) -> None:
            sending(mail)
            self.on_send(mail)
            if self.faults.strikes("kill", mail[KEY_HEADER]):
                self.killed.add(mail[KEY_HEADER])
                raise KilledError

        def run(key: str, action: Callable[[], None]) -> bool:
            try:
                return recording(key, action)
            except KilledError:
                raise InProgress from None  # as a process finds it that was not killed

        self._monkeypatch.setattr(sender, "send", send)
        self._monkeypatch.setattr(once, "run", run)

    @property
    def services(self) -> MessageServices:
        running = message_services()
        assert running
        return running

    def run(self, *, remaining_seconds: float = 60.0) -> dict[str, int]:
        """Invoke the function once at the present of this object and of the simulator."""
        return send_messages.handler({}, LambdaContext(remaining_seconds=remaining_seconds))

    def run_and_kill(self, *, accept: bool) -> bool:
        """Run once in a process of its own; kill it (SIGKILL) while its first mail is at SES.

        `accept`: whether SES takes that mail; it takes no other of that process. Returns whether there was a mail.
        """
        arrived = Event()

        def send_raw_email(ses: SESBackend, source: str, destinations: list[str], raw_data: str) -> Any:
            mail = email.message_from_string(raw_data, policy=email.policy.default)
            if KILLABLE_HEADER not in mail:
                return _send_raw_email(ses, source, destinations, raw_data)
            with self._lock:
                is_first = not arrived.is_set()
                arrived.set()
            if is_first:
                if accept:
                    _send_raw_email(ses, source, destinations, raw_data)
                    self.on_send(mail)
                    self.killed.add(mail[KEY_HEADER])
                process.kill()
            raise ConnectionAbortedError

        settings = os.environ | environment(self.simulator) | {"SITE_URL": SITE_URL}
        self._monkeypatch.setattr(SESBackend, "send_raw_email", send_raw_email)
        command = [sys.executable, "-m", "tests.resilience.sender_process", self.now.isoformat()]
        with subprocess.Popen(command, cwd=PROJECT, env=settings, stdout=subprocess.DEVNULL) as process:
            status = process.wait()
        assert status == (-signal.SIGKILL if arrived.is_set() else 0)
        return arrived.is_set()

    def after(self, passed: timedelta) -> dict[str, int]:
        """Let this time pass everywhere, then run."""
        self.set_clock(self.now + passed)
        return self.run()

    def set_clock(self, now: datetime) -> None:
        self.now = now
        self.simulator.set_clock(now)

    def forget_the_past(self) -> None:
        """Take every event so far for reported, as in a process that has long been running."""
        running = self.services

        async def read() -> Snapshot:
            requests = await running.common.ampeco.list_booking_requests(BookingRequestFilters()).all()
            bookings = await running.common.ampeco.list_bookings(BookingFilters(end_after=self.now)).all()
            return Snapshot(requests, bookings)

        events = find_events(process_loop().run_until_complete(read()), self.now, running.policy)
        running.once._done.update((event.key, True) for event in events)

    def mails(self) -> list[EmailMessage]:
        """Return the mails that SES accepted, oldest first."""
        taken = get_backend("ses")["123456789012"][_REGION].sent_messages
        return [email.message_from_string(one.raw_data, policy=email.policy.default) for one in taken]

    def keys_to(self, recipient: str = "driver@example.com") -> list[str]:
        """Return the keys of the messages to one driver, oldest first."""
        return [mail[KEY_HEADER] for mail in self.mails() if recipient in mail["To"]]

    def expire_locks(self) -> None:
        """Let the locks of dead processes expire, as they do with the invocation that took them."""
        table = boto3.resource("dynamodb").Table(TABLE)
        for item in table.scan()["Items"]:
            if item.get("status") == "INPROGRESS":
                table.put_item(Item=item | {"in_progress_expiration": 1})

    def records(self) -> list[dict[str, Any]]:
        """Return the records of the table."""
        items: list[dict[str, Any]] = boto3.resource("dynamodb").Table(TABLE).scan()["Items"]
        return items

    def _fail(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        if not self.faults.strikes(operation, _subject(request)):
            return None
        body = _Body(b'{"__type": "InternalServerError", "message": "No."}')
        return AWSResponse(request.url, 500, {"x-amzn-ErrorType": "InternalServerError"}, body)


def tagged(rendering: Callable[..., EmailMessage], *, killable: bool = False) -> Callable[..., EmailMessage]:
    """Return a renderer whose mails have headers with the key, kind and times of the message."""

    def render_tagged(message: Any, *args: Any, **more: Any) -> EmailMessage:
        mail = rendering(message, *args, **more)
        mail[KEY_HEADER] = message.key
        mail["X-Message"] = f"{message.kind.value} {message.window.start.isoformat()} {message.window.end.isoformat()}"
        if killable:
            mail[KILLABLE_HEADER] = "yes"
        return mail

    return render_tagged


class _Body:
    """A body as urllib3 gives it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


def _subject(request: Any) -> str:
    """Return what distinguishes the call whenever it is made: the record's id or the mail."""
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
    _, found, rest = body.partition('"message#')
    return rest[:64] if found else body


@cache
def _session() -> boto3.Session:
    """Return the session of all tests: each reads the descriptions of the services again, which takes long."""
    return boto3.Session()


@cache
def _client(service: str, address: str) -> Any:
    """Return a client of the tests themselves, created once."""
    return _session().client(service, endpoint_url=address)


@contextmanager
def running_aws(monkeypatch: pytest.MonkeyPatch, server: ThreadedMotoServer) -> Iterator[str]:
    """Yield the address of an empty account with the sender's identity and the table."""
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    httpx.post(f"{address}/moto-api/reset", trust_env=False, verify=NO_TLS).raise_for_status()
    account = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": _REGION}
    for name, value in {**account, "AWS_ENDPOINT_URL": address}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
    _client("sesv2", address).create_email_identity(EmailIdentity=SENDER)
    _client("dynamodb", address).create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield address
