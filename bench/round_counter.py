"""HTTP transport that counts calls to Ampeco and their sequential rounds, independent of the machine's speed."""

import asyncio
import re

import httpx

Call = tuple[str, str, bytes]
"""Method, URL and body of a call."""

_IDLE_TURNS = 50
"""Turns of the event loop after which every task has reached its next call or its end."""

_KEY = re.compile(rb"web-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def with_key(call: Call, key: str) -> Call:
    """Return the same call with another idempotency key."""
    method, url, body = call
    return method, _KEY.sub(key.encode(), url.encode()).decode(), _KEY.sub(key.encode(), body)


class PatientTransport(httpx.AsyncHTTPTransport):
    """Waits however long it takes, so that a count is right on a busy machine too."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request without timeouts."""
        request.extensions["timeout"] = {}
        return await super().handle_async_request(request)


class RoundCounter(httpx.AsyncBaseTransport):
    """Sends concurrent calls together, and the next ones when all of them are answered. `rounds` has the calls of each.

    So the number of rounds depends only on which call waits for which.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self.rounds: list[list[Call]] = []
        self._inner = inner or PatientTransport()
        self._waiting: list[tuple[Call, asyncio.Event]] = []
        self._pending = 0
        self._opening: asyncio.Task[None] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the round, then return the complete response."""
        gate = asyncio.Event()
        self._waiting.append(((request.method, str(request.url), request.content), gate))
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open_rounds())
        await gate.wait()
        try:
            response = await self._inner.handle_async_request(request)
            await response.aread()
            return response
        finally:
            self._pending -= 1

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _open_rounds(self) -> None:
        idle = 0
        while self._waiting:
            await asyncio.sleep(0.0005 if self._pending else 0)
            idle = 0 if self._pending else idle + 1
            if idle > _IDLE_TURNS:
                ready, self._waiting = self._waiting, []
                self.rounds.append([call for call, _ in ready])
                self._pending, idle = len(ready), 0
                for _, gate in ready:
                    gate.set()
