"""Messages while processes die and AWS fails: each driver gets each event once, and nothing untrue."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest

from shared.domain.messages.policy import SWITCH_TIME
from tests.support.function_fixtures import _close_the_loop, functions, simulator
from tests.support.http import NO_TLS
from tests.support.message_fixtures import runs
from tests.support.message_runs import KEY_HEADER, MessageRuns
from tests.support.moto_server import moto_server
from tests.support.report import Report
from tests.support.soak import in_a_soak

__all__ = ["_close_the_loop", "functions", "moto_server", "runs", "simulator"]

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DRIVERS = range(1005, 1017)
PORTS = 2 * len(DRIVERS)
"""Each driver has two: one to book, and one to switch to or to book at the same time."""
AWS_CALLS = ("SendEmail", "PutItem", "UpdateItem", "DeleteItem")
_TAKEN = 0.15
"""Part of the mails that SES takes although their process is killed by a signal meanwhile."""

_MINUTES_TO_SETTLE = 61
"""After so many runs every slice was read."""


class Made(NamedTuple):
    """A booking that a driver made. `other` is their second port at the time of the first, until they used it."""

    location: int
    evse: int
    driver: int
    start: datetime
    other: int | None


class Tenant:
    """Drivers and staff who book, change and cancel bookings at Ampeco, and the messages expected in the end."""

    def __init__(self, runs: MessageRuns, rng: Random) -> None:
        self._rng = rng
        self._runs = runs
        self._api = httpx.Client(
            base_url=f"{runs.simulator.url}/resources/",
            headers={"Authorization": f"Bearer {runs.simulator.token}"},
            trust_env=False,
            verify=NO_TLS,
        )
        self._slots = self._free_slots(runs.simulator.add_site(ports=PORTS), runs.now + DAY)
        self._active: dict[int, Made] = {}
        self._overlapping: set[int] = set()
        self.expected: dict[str, str] = {}
        """The key of the message that reports the final state, by what it is about."""
        self.replaced: set[str] = set()
        """The keys of cancellations that are part of a switch, and not reported by themselves."""
        self._unfinished: list[tuple[int, int, datetime]] = []
        """The old and new bookings of switches under way, and when the old one is canceled."""

    def close(self) -> None:
        self._api.close()

    def book(self) -> None:
        """Book a free slot."""
        self._book(Made(*next(self._slots)))

    def act(self) -> None:
        """Perform one action: mostly a booking; otherwise a change, a second booking, a cancellation or a rejection."""
        action = self._rng.choices(("book", "reject", "move", "cancel", "switch", "overlap"), (6, 1, 2, 2, 2, 1))[0]
        if action == "reject":
            self._runs.simulator.approval("instant", rejectReason="Maintenance.", rejectCount=1)
        if action in {"book", "reject"} or not self._active:
            self.book()
            return
        booking = self._rng.choice(list(self._active))
        if action in {"switch", "overlap"}:
            self._book_other_port(booking, keep=action == "overlap")
            return
        if action == "cancel":
            # Within minutes after a booking for the same time it would count as a switch.
            if booking not in self._overlapping:
                del self._active[booking]
                self._submit(type="cancel", bookingId=booking)
                self.expected[f"booking {booking}"] = f"canceled:{booking}"
            return
        # On its own port, at a time when nobody else books.
        made = self._active[booking]
        start = max(made.start + HOUR, self._runs.now.replace(minute=0, second=0, microsecond=0) + 6 * DAY)
        request = self._submit(
            type="update", bookingId=booking, startAt=start.isoformat(), endAt=(start + HOUR).isoformat()
        )
        if request["status"] == "approved":
            self._active[booking] = made._replace(start=start, other=None)
            self.expected[f"booking {booking}"] = f"changed:{booking}:{request['id']}"

    def check(self, mail: EmailMessage) -> None:
        """Check that the content of the mail matches Ampeco's data at this moment."""
        kind, start, end = mail["X-Message"].split()
        number = int(mail[KEY_HEADER].split(":")[1])
        if kind == "declined":
            assert self._read(f"booking-requests/v1.0/{number}")["status"] == "rejected"
            return
        booking = self._read(f"bookings/v1.0/{number}")
        assert (booking["status"] == "cancelled") == (kind == "canceled"), (kind, booking)
        assert (datetime.fromisoformat(booking["startAt"]), datetime.fromisoformat(booking["endAt"])) == (
            datetime.fromisoformat(start),
            datetime.fromisoformat(end),
        )

    def finish_switches(self) -> None:
        """Cancel the old bookings of switches that are due. Call it after each step of the clock.

        One that is canceled too late for a switch is a cancellation of its own, and reported.
        """
        now = self._runs.now
        for old, new, due in self._unfinished:
            if due <= now:
                self._submit(type="cancel", bookingId=old)
                # Ampeco's own times: its clock goes on while a slow machine makes several bookings.
                made = datetime.fromisoformat(self._read(f"bookings/v1.0/{new}")["createdAt"])
                canceled = datetime.fromisoformat(self._read(f"bookings/v1.0/{old}")["lastUpdatedAt"])
                if canceled - made >= SWITCH_TIME:
                    self.replaced.discard(f"canceled:{old}")
                    self.expected[f"booking {old}"] = f"canceled:{old}"
        self._unfinished = [one for one in self._unfinished if one[2] > now]

    def _book_other_port(self, booking: int, *, keep: bool) -> None:
        """Book the driver's other port for the same time; unless they keep both, the first is canceled soon."""
        made = self._active[booking]
        if made.other is None or booking in self._overlapping:
            return
        new = self._book(made._replace(evse=made.other, other=None))
        if new is None:
            return
        self._overlapping |= {booking, new}
        self._active[booking] = made._replace(other=None)
        if keep:
            return
        del self._active[booking]
        self.expected.pop(f"booking {booking}", None)
        self.replaced.add(f"canceled:{booking}")
        self._overlapping.discard(new)
        self._unfinished.append((booking, new, self._runs.now + self._rng.randint(0, 2) * MINUTE))
        self.finish_switches()

    def _book(self, made: Made) -> int | None:
        """Return the new booking's id, None if it was rejected."""
        request = self._submit(
            type="create",
            userId=made.driver,
            locationId=made.location,
            evseId=made.evse,
            startAt=made.start.isoformat(),
            endAt=(made.start + HOUR).isoformat(),
            externalId=f"web-{UUID(int=self._rng.getrandbits(128))}",
        )
        if request["status"] == "approved":
            booking: int = request["bookingId"]
            self._active[booking] = made
            self.expected[f"booking {booking}"] = f"created:{booking}"
            return booking
        self.expected[f"request {request['id']}"] = f"declined:{request['id']}"
        return None

    def _submit(self, **body: Any) -> dict[str, Any]:
        reply = self._api.post("booking-requests/v1.0", json=body)
        request: dict[str, Any] = reply.raise_for_status().json()["data"]
        return request

    def _read(self, path: str) -> dict[str, Any]:
        record: dict[str, Any] = self._api.get(path).raise_for_status().json()["data"]
        return record

    @staticmethod
    def _free_slots(site: dict[str, Any], first: datetime) -> Iterator[tuple[int, int, int, datetime, int]]:
        """Yield the fields of bookings that overlap no other of their driver."""
        ports = site["evseIds"]
        for hour in range(4 * 24):
            start = (first + hour * HOUR).replace(minute=0, second=0, microsecond=0)
            for evse, other, driver in zip(ports[::2], ports[1::2], DRIVERS, strict=True):
                yield site["locationId"], evse, driver, start, other


def storm(
    runs: MessageRuns, *, bookings: int, kill: float, sigkill: float = 0.0, seed: int
) -> tuple[Tenant, list[str]]:
    """Perform this number of actions within hours, while processes die, runs are missed or doubled, and AWS fails.

    `kill`: probability for each mail that its sender ends after SES took it. `sigkill`: probability for each step that
    a new process is killed by a signal while its first mail is at SES; `_TAKEN` is the part of these mails taken.

    Return the tenant, and what is wrong with the mails that were sent.
    """
    rng, untrue = Random(seed), []  # noqa: S311 — seeded, so that it can be repeated
    tenant = Tenant(runs, rng)

    def check(mail: EmailMessage) -> None:
        try:
            tenant.check(mail)
        except AssertionError as error:
            untrue.append(f"{mail[KEY_HEADER]}: {error}")

    runs.on_send = check
    runs.faults.rates = dict.fromkeys(AWS_CALLS, 0.1) | {"kill": kill}
    while len(tenant.expected) < bookings:
        tenant.finish_switches()
        for _ in range(rng.randint(0, 3)):
            tenant.act()
        runs.set_clock(runs.now + rng.randint(1, 3) * MINUTE)
        for _ in range(rng.choices((0, 1, 2), (1, 8, 1))[0]):
            dead = len(runs.killed)
            runs.run()
            if len(runs.killed) > dead:
                runs.restart()
        if rng.random() < sigkill:
            runs.restart()  # the other process takes its place
            runs.run_and_kill(accept=rng.random() < _TAKEN)
        if rng.random() < 0.3:
            runs.expire_locks()
    runs.faults.rates = {}
    runs.set_clock(runs.now + 3 * MINUTE)
    tenant.finish_switches()
    runs.expire_locks()
    for _ in range(_MINUTES_TO_SETTLE):
        runs.after(MINUTE)
    tenant.close()
    return tenant, untrue


def duplicates(runs: MessageRuns) -> dict[str, int]:
    sent = Counter(mail[KEY_HEADER] for mail in runs.mails())
    return {key: count for key, count in sent.items() if count > 1}


def check_storm(runs: MessageRuns, tenant: Tenant, untrue: list[str]) -> None:
    """Check that every final state was reported correctly, and twice only if a process died after sending."""
    sent = {mail[KEY_HEADER] for mail in runs.mails()}
    assert set(tenant.expected.values()) - sent == set()
    assert untrue == []
    assert tenant.replaced & sent == set()
    assert duplicates(runs).keys() <= runs.killed


def test_each_event_is_reported_once(runs: MessageRuns) -> None:
    """A few bookings, some of which replace another, and processes that die often."""
    tenant, untrue = storm(runs, bookings=25, kill=0.1, seed=17)

    check_storm(runs, tenant, untrue)
    assert runs.killed
    assert tenant.replaced


@pytest.mark.parametrize("accept", [True, pytest.param(False, marks=in_a_soak)])
def test_a_killed_sender_costs_at_most_one_duplicate(runs: MessageRuns, accept: bool) -> None:  # noqa: FBT001 — a column
    """Killed while SES has its mail: it is sent again, but only after the lock has expired."""
    tenant = Tenant(runs, Random(1))  # noqa: S311 — seeded, so that it can be repeated
    tenant.book()
    assert runs.run_and_kill(accept=accept)
    taken = len(runs.mails())

    runs.after(MINUTE)
    locked = len(runs.mails())
    runs.expire_locks()
    runs.after(MINUTE)
    runs.after(MINUTE)
    tenant.close()

    assert (taken, locked, len(runs.mails())) == ((1, 1, 2) if accept else (0, 0, 1))
    assert duplicates(runs).keys() == runs.killed


@in_a_soak
@pytest.mark.timeout(1800)
def test_each_event_is_reported_once_at_length(runs: MessageRuns, report: Report) -> None:
    """Less than one mail in a hundred is a duplicate."""
    tenant, untrue = storm(runs, bookings=300, kill=0.002, sigkill=0.05, seed=18)

    check_storm(runs, tenant, untrue)
    twice = sum(count - 1 for count in duplicates(runs).values())
    report(mails=len(runs.mails()), twice=twice, at_risk=len(runs.killed), switches=len(tenant.replaced))
    assert tenant.replaced
    assert twice < len(runs.mails()) / 100
