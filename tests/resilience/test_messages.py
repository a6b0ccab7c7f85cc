"""Messages while processes die and AWS fails: each driver gets each event once, and nothing untrue."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.support.function_fixtures import _close_the_loop, functions, simulator, simulator_process
from tests.support.message_fixtures import moto_server, runs
from tests.support.message_runs import KEY_HEADER, MessageRuns
from tests.support.soak import in_a_soak

__all__ = ["_close_the_loop", "functions", "moto_server", "runs", "simulator", "simulator_process"]

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DRIVERS = range(1005, 1017)
AWS_CALLS = ("SendEmail", "PutItem", "UpdateItem", "DeleteItem")
_MINUTES_TO_SETTLE = 61
"""After so many runs every slice was read."""


class Tenant:
    """Drivers and staff who book, reschedule and cancel at Ampeco, and the messages expected in the end."""

    def __init__(self, runs: MessageRuns, rng: Random) -> None:
        self._rng = rng
        self._runs = runs
        self._api = httpx.Client(
            base_url=f"{runs.simulator.url}/resources/",
            headers={"Authorization": f"Bearer {runs.simulator.token}"},
            trust_env=False,
        )
        self._slots = self._free_slots(runs.simulator.add_site(ports=len(DRIVERS)), runs.now + DAY)
        self._active: dict[int, datetime] = {}
        self.expected: dict[str, str] = {}
        """The key of the message that reports the final state, by what it is about."""

    def close(self) -> None:
        self._api.close()

    def act(self) -> None:
        """Perform one action: mostly a booking; otherwise a reschedule, a cancellation or a rejection."""
        action = self._rng.choices(("book", "reject", "move", "cancel"), (6, 1, 2, 2))[0]
        if action == "reject":
            self._runs.simulator.approval("instant", rejectReason="Maintenance.", rejectCount=1)
        if action in {"book", "reject"} or not self._active:
            self._book()
            return
        booking = self._rng.choice(list(self._active))
        if action == "cancel":
            del self._active[booking]
            self._submit(type="cancel", bookingId=booking)
            self.expected[f"booking {booking}"] = f"canceled:{booking}"
            return
        # On its own port, at a time when nobody else books.
        start = max(self._active[booking] + HOUR, self._runs.now.replace(minute=0, second=0, microsecond=0) + 6 * DAY)
        request = self._submit(
            type="update", bookingId=booking, startAt=start.isoformat(), endAt=(start + HOUR).isoformat()
        )
        if request["status"] == "approved":
            self._active[booking] = start
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

    def _book(self) -> None:
        location, evse, driver, start = next(self._slots)
        request = self._submit(
            type="create",
            userId=driver,
            locationId=location,
            evseId=evse,
            startAt=start.isoformat(),
            endAt=(start + HOUR).isoformat(),
            externalId=f"web-{UUID(int=self._rng.getrandbits(128))}",
        )
        if request["status"] == "approved":
            self._active[request["bookingId"]] = start
            self.expected[f"booking {request['bookingId']}"] = f"created:{request['bookingId']}"
        else:
            self.expected[f"request {request['id']}"] = f"declined:{request['id']}"

    def _submit(self, **body: Any) -> dict[str, Any]:
        reply = self._api.post("booking-requests/v1.0", json=body)
        request: dict[str, Any] = reply.raise_for_status().json()["data"]
        return request

    def _read(self, path: str) -> dict[str, Any]:
        record: dict[str, Any] = self._api.get(path).raise_for_status().json()["data"]
        return record

    @staticmethod
    def _free_slots(site: dict[str, Any], first: datetime) -> Iterator[tuple[int, int, int, datetime]]:
        """Yield site, port, driver and start. Each driver has a port: overlapping bookings could count as a switch."""
        for hour in range(4 * 24):
            for evse, driver in zip(site["evseIds"], DRIVERS, strict=True):
                yield site["locationId"], evse, driver, (first + hour * HOUR).replace(minute=0, second=0, microsecond=0)


def storm(runs: MessageRuns, *, bookings: int, kill: float, seed: int) -> tuple[Tenant, list[str]]:
    """Perform this number of actions within hours, while processes die, runs are missed or doubled, and AWS fails.

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
        for _ in range(rng.randint(0, 3)):
            tenant.act()
        runs.set_clock(runs.now + rng.randint(1, 3) * MINUTE)
        for _ in range(rng.choices((0, 1, 2), (1, 8, 1))[0]):
            dead = len(runs.killed)
            runs.run()
            if len(runs.killed) > dead:
                runs.restart()
        if rng.random() < 0.3:
            runs.expire_locks()
    runs.faults.rates = {}
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
    assert duplicates(runs).keys() <= runs.killed


def test_each_event_is_reported_once(runs: MessageRuns) -> None:
    """A few bookings, and processes that die often."""
    tenant, untrue = storm(runs, bookings=40, kill=0.1, seed=17)

    check_storm(runs, tenant, untrue)
    assert runs.killed


@in_a_soak
@pytest.mark.timeout(1800)
def test_each_event_is_reported_once_at_length(runs: MessageRuns) -> None:
    """Less than one mail in a hundred is a duplicate."""
    tenant, untrue = storm(runs, bookings=300, kill=0.005, seed=18)

    check_storm(runs, tenant, untrue)
    assert sum(count - 1 for count in duplicates(runs).values()) < len(runs.mails()) / 100
