"""The Ampeco simulator as a process of its own, and a handle on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx

from tests.support.clock import CLOCK
from tests.support.http import NO_TLS
from tests.support.project import PROJECT

__all__ = ["SIMULATOR_TOKEN", "SimulatorHandle", "running_simulator"]

SIMULATOR_TOKEN = "token-of-the-tests"
_GREETING = "listening on "
_PATIENCE_SECONDS = 30.0


class SimulatorHandle:
    """Control of a simulator. Only paths of the Public API are sent there and recorded as calls.

    `url` is the base of the Public API, for `AMPECO_API_URL`; `token` its bearer token, for `AMPECO_API_TOKEN`.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token
        self._is_catalog_changed = False
        self._http = httpx.Client(
            base_url=url.removesuffix("/public-api") + "/control/",
            timeout=_PATIENCE_SECONDS,
            trust_env=False,
            verify=NO_TLS,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def status(self) -> dict[str, Any]:
        """Return profile, seed, current time, and the number of records of each kind."""
        return self._json("GET", "status")

    def reset(self) -> None:
        """Restore the initial state: records, clock, faults, approval, rate limit, calls."""
        self._send("POST", "reset")
        if self._is_catalog_changed:
            CLOCK.clear_caches()
            self._is_catalog_changed = False

    def calls(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Return the calls to the Public API in order of arrival, of one operation or of all.

        Each is {at, method, path (raw, with query), operation, headers (names only), body, status, fault}.
        """
        calls: list[dict[str, Any]] = self._json("GET", "calls")["calls"]
        return [call for call in calls if operation in {None, call["operation"]}]

    def counts(self) -> dict[str, int]:
        """Return the number of calls of each operation."""
        counts: dict[str, int] = self._json("GET", "calls")["counts"]
        return counts

    def clear_calls(self) -> None:
        """Delete the recorded calls."""
        self._send("DELETE", "calls")

    def faults(self, *rules: dict[str, Any]) -> None:
        """Put these rules in force instead of all before; none ends every fault.

        A rule is {kind, operation?, when?, probability?, count?, skip?, seconds?, status?, retryAfter?}.
        """
        self._send("POST", "faults", list(rules))

    def release(self) -> None:
        """Release what a fault of kind `hold` holds."""
        self._send("POST", "release")

    def approval(self, mode: str = "delayed", **settings: Any) -> None:
        """Set how requests are decided: mode instant, delayed or held.

        Settings: seconds, secondsByType, order (arrival, random), rejectReason, rejectCount, rejectTypes; left out
        means the default.
        """
        self._send("PUT", "approval", {"mode": mode, **settings})

    def decide(self, *request_ids: int) -> None:
        """Decide these pending requests now, in this order; all of them, oldest first, when none is named."""
        self._send("POST", "decisions", {"requestIds": list(request_ids)} if request_ids else {})

    def rate_limit(self, limit: int, window_seconds: float = 60) -> None:
        """Answer 429 after so many calls in a window that starts with the next call."""
        self._send("PUT", "rate-limit", {"limit": limit, "windowSeconds": window_seconds})

    def advance(self, seconds: float) -> None:
        """Advance the simulator's clock."""
        self._send("PUT", "clock", {"advanceSeconds": seconds})

    def set_clock(self, now: datetime) -> None:
        """Set the simulator's time to `now`."""
        self._send("PUT", "clock", {"now": now.isoformat()})

    def book(
        self,
        *,
        evse_id: int,
        start: datetime,
        end: datetime,
        user_id: int | None = None,
        overlapping: bool = False,
    ) -> dict[str, Any]:
        """Let another driver take the slot at once; return the booking, with its `evseId`.

        With `overlapping` also where the EVSE is not free: a double-booking.
        """
        slot: dict[str, Any] = {"evseId": evse_id, "startAt": start.isoformat(), "endAt": end.isoformat()}
        slot |= {"overlapping": overlapping}
        return self._json("POST", "bookings", slot if user_id is None else {**slot, "userId": user_id})

    def state(self) -> dict[str, list[dict[str, Any]]]:
        """Return all bookings (with their EVSEs), requests, locations and EVSEs, past any list, filter and cache."""
        return self._json("GET", "state")

    def fill(
        self, location_id: int, *, start: datetime, end: datetime, per_port: int, **settings: Any
    ) -> list[dict[str, Any]]:
        """Book so many times on each port of a site, by day, between two moments; return the bookings with `evseId`.

        Settings: ports (the first so many; all), userIds (those of the other drivers), criteriaShare (0.25: of
        requests that name no EVSE), unrequestedShare (0.1: of bookings without a request), seed (1). What would
        overlap a booking that stands already is left out, so count what comes back.
        """
        crowd = {"locationId": location_id, "from": start.isoformat(), "to": end.isoformat(), "perPort": per_port}
        bookings: list[dict[str, Any]] = self._json("POST", "bookings/fill", crowd | settings)["bookings"]
        return bookings

    def add_site(self, *, ports: int = 20, timezone: str | None = "America/Detroit") -> dict[str, Any]:
        """Add an empty site of so many bookable ports, P01 and so on; return {locationId, evseIds}."""
        site = self._json("POST", "sites", {"ports": ports, "timezone": timezone})
        self._clear_caches()
        return site

    def live_bookings(self) -> list[dict[str, Any]]:
        """Return the accepted and reserved bookings with `evseId`, `requestId` and `externalId`."""
        bookings: list[dict[str, Any]] = self._json("GET", "bookings")["bookings"]
        return bookings

    def request(self, body: dict[str, Any]) -> dict[str, Any]:
        """Post a booking request to the Public API, as another client of the operator; return Ampeco's record of it."""
        url, headers = f"{self.url}/resources/booking-requests/v1.0", {"Authorization": f"Bearer {self.token}"}
        created: dict[str, Any] = self._http.post(url, json=body, headers=headers).raise_for_status().json()["data"]
        return created

    def submit(self, order: dict[str, Any], *, external_id: str, user_id: int) -> None:
        """Submit a booking request through the Public API, as a process of ours that then dies."""
        wanted = {name: value for name, value in order.items() if name != "email"}
        self.request(wanted | {"type": "create", "userId": user_id, "externalId": external_id})

    def patch(self, kind: str, record_id: int, **fields: Any) -> dict[str, Any]:
        """Change fields of a record of `locations`, `charge-points`, `evses` or `users`; return the whole record."""
        record = self._json("PATCH", f"{kind}/{record_id}", fields)
        self._clear_caches()
        return record

    def delete(self, kind: str, record_id: int) -> None:
        """Delete a record of `locations`, `charge-points`, `evses` or `users`."""
        self._send("DELETE", f"{kind}/{record_id}")
        self._clear_caches()

    def override(self, *overrides: dict[str, Any]) -> None:
        """Show these records otherwise than they are, and all others as they are; none ends every override.

        An override is {kind, id, fields?, without?}: values in place of the record's own, names that it lacks.
        """
        self._send("PUT", "overrides", list(overrides))
        self._clear_caches()

    def records(self, path: str) -> list[dict[str, Any]]:
        """Return all records of a list of the Public API, such as `bookings/v1.0`, read as by somebody else."""
        data: list[dict[str, Any]] = []
        following: str | None = f"{self.url}/resources/{path}"
        while following:
            reply = self._http.get(following, headers={"Authorization": f"Bearer {self.token}"})
            page = reply.raise_for_status().json()
            data += page["data"]
            following = page["links"]["next"]
        return data

    def _clear_caches(self) -> None:
        """Show a change to functions that read the catalog less than a minute ago, and its end to the next test."""
        self._is_catalog_changed = True
        CLOCK.clear_caches()

    def _json(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        value: dict[str, Any] = self._send(method, path, body).json()
        return value

    def _send(self, method: str, path: str, body: object = None) -> httpx.Response:
        reply = self._http.request(method, path, json=body)
        if reply.is_error:
            raise AssertionError(f"the simulator refuses {method} {path}: {reply.status_code} {reply.text}")
        return reply


@contextmanager
def running_simulator(
    profile: str = "small",
    *,
    seed: int = 1,
    latency_ms: float = 0,
    approval_seconds: float = 0.8,
    now: datetime | None = None,
) -> Iterator[SimulatorHandle]:
    """Start a simulator on a free port, yield a handle on it once it answers, and end it whatever happens.

    Its clock begins at `now`, or at the present of the tests.
    """
    command = [
        sys.executable,
        "-m",
        "local.ampeco_simulator",
        "--port",
        "0",
        "--exit-with-parent",
        "--profile",
        profile,
    ]
    command += ["--seed", str(seed), "--latency-ms", str(latency_ms), "--approval-seconds", str(approval_seconds)]
    command += ["--now", (now or CLOCK.now()).isoformat()]
    environment = {**os.environ, "AMPECO_API_TOKEN": SIMULATOR_TOKEN}
    # Its standard input is a leash: should this process die without a word, the simulator ends as well.
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            with SimulatorHandle(_read_address(process), SIMULATOR_TOKEN) as handle:
                yield handle
        finally:
            _end(process)


def _read_address(process: subprocess.Popen[str]) -> str:
    """Return the address in the first line, which is printed only when the port is open."""
    first_line = process.stdout.readline() if process.stdout else ""
    if not first_line.startswith(_GREETING):
        raise RuntimeError(f"the simulator did not start: {first_line!r}")
    return first_line.removeprefix(_GREETING).strip()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
