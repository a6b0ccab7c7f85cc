"""Count calls to Ampeco and their sequential rounds, independent of the machine's speed."""

import asyncio
import re
from dataclasses import dataclass

import httpx

_IDLE_SECONDS = 50
"""So many turns of the loop let every task get on to its next call, or to its end."""


_KEY = re.compile(r"web-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class RequestDetail:
    """One call as it went out: the method, the URL whole, and the body."""

    method: str
    url: str
    body: bytes

    def url_for(self, key: str) -> str:
        """Return the URL with another key of a booking."""
        return _KEY.sub(key, self.url)

    def body_for(self, key: str) -> bytes:
        """Return the body with another key of a booking."""
        return _KEY.sub(key, self.body.decode()).encode()


class RoundCounter(httpx.AsyncBaseTransport):
    """Lets calls through in rounds: those that are ready together go together, and the next ones when all are back.

    `rounds` holds the calls of each. So their number depends on what waits for what, and on nothing else.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self.rounds: list[list[RequestDetail]] = []
        self._inner = inner or httpx.AsyncHTTPTransport()
        self._waiting: list[tuple[RequestDetail, asyncio.Future[None]]] = []
        self._under_way = 0
        self._opening: asyncio.Task[None] | None = None

    @property
    def calls(self) -> int:
        """How many calls there were."""
        return sum(map(len, self.rounds))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the round, and answer with the whole reply."""
        gate = asyncio.get_running_loop().create_future()
        self._waiting.append((RequestDetail(request.method, str(request.url), request.content), gate))
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open())
        await gate
        self._under_way += 1
        try:
            reply = await self._inner.handle_async_request(request)
            await reply.aread()
            return reply
        finally:
            self._under_way -= 1

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _open(self) -> None:
        still = 0
        while self._waiting:
            still = 0 if self._under_way else still + 1
            # With a call under way there is nothing to do but wait for the network.
            await asyncio.sleep(0.0005 if self._under_way else 0)
            if still > _IDLE_SECONDS:
                together, self._waiting = self._waiting, []
                self.rounds.append([asked for asked, _ in together])
                for _, gate in together:
                    gate.set_result(None)
                still = 0
                await asyncio.sleep(0)
