"""All requests and responses between the real client and the real simulator."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from unittest.mock import Mock

import httpx
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient
from tests.support.http import NO_TLS
from tests.support.simulator import SimulatorHandle, running_simulator

__all__ = ["NOW", "Exchange", "ExchangeRecorder", "Exercise", "open_stage"]

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
"""The simulator's present when it starts."""

_PLENTY = 100_000
_FAR_AHEAD = timedelta(days=20)  # where nobody else has booked

Exchange: TypeAlias = httpx.Response
"""An answer, which knows the request that it answers."""


class ExchangeRecorder:
    """`ampeco` is the client and `simulator` whom it talks to, with `token`, which a test may spoil.

    `exchanges` is every answer, the last one last, until somebody clears it.
    """

    def __init__(self, simulator: SimulatorHandle, http: httpx.AsyncClient) -> None:
        self.simulator = simulator
        self.token = simulator.token
        self._http = http
        http.event_hooks["response"] = [self._hear]
        client = AmpecoClient(
            base_url=simulator.url, token=lambda: SecretStr(self.token), http=http, sleep=_no_time_passes
        )
        self.ampeco: AmpecoClient = Mock(wraps=client)  # notes what was called
        self.exchanges: list[Exchange] = []
        self._played: dict[Exercise, tuple[Exchange, ...]] = {}
        self._next_hour = NOW + _FAR_AHEAD

    @property
    def methods_used(self) -> set[str]:
        """The names of the client's methods that were called so far."""
        assert isinstance(self.ampeco, Mock)
        return {name for name, _, _ in self.ampeco.method_calls}

    def fresh_copy(self) -> "ExchangeRecorder":
        """Return a new recorder: the same simulator without faults, and a new client."""
        self.simulator.faults()
        self.simulator.rate_limit(_PLENTY)
        return ExchangeRecorder(self.simulator, self._http)

    async def play(self, exercise: "Exercise") -> tuple[Exchange, ...]:
        """Return the exchanges of an exercise, which runs once however often it is requested."""
        if exercise not in self._played:
            self.exchanges.clear()
            await exercise(self)
            self._played[exercise] = tuple(self.exchanges)
        return self._played[exercise]

    async def send_raw(self, method: str, target: str, body: bytes = b"", **headers: str) -> Exchange:
        """Say what the client never would: `target` follows the base URL, `body` is JSON unless a header says else."""
        usual = {"Authorization": f"Bearer {self.token}"} | ({"Content-Type": "application/json"} if body else {})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._http.request(method, self.simulator.url + target, content=body, headers=usual | named)

    def free_hour(self) -> tuple[datetime, datetime]:
        """Return the start and end of a free hour, another one each time."""
        start = self._next_hour
        self._next_hour += timedelta(hours=1)
        return start, self._next_hour

    async def _hear(self, answer: Exchange) -> None:
        await answer.aread()
        self.exchanges.append(answer)


Exercise: TypeAlias = Callable[[ExchangeRecorder], Awaitable[object]]
"""Something that the client does on a stage."""


@asynccontextmanager
async def open_stage(profile: str) -> AsyncIterator[ExchangeRecorder]:
    """Start a simulator of a profile, and stop it at the end of the block."""
    with running_simulator(profile, now=NOW) as simulator:
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as http:
            yield ExchangeRecorder(simulator, http)


async def _no_time_passes(_: float) -> None:
    """Return without waiting."""
