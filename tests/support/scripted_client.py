"""A client of Ampeco with scripted responses."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient

REQUESTS = "/resources/booking-requests/v1.0"
BOOKINGS = "/resources/bookings/v1.0"
LOCATIONS = "/resources/locations/v2.0"
CHARGE_POINTS = "/resources/charge-points/v2.0"
EVSES = "/resources/evses/v2.1"
USERS = "/resources/users/v1.0"
_BASE = "https://ampeco.test/public-api"
Says = dict[str, Any] | list[dict[str, Any]] | int | Exception
"""A record, a list of them, the status of a refusal, or how the call breaks off."""


class Script:
    """Responds to each call as scripted; an unknown call fails the test."""

    def __init__(self) -> None:
        self._lines: defaultdict[tuple[str, str], dict[str, list[Says]]] = defaultdict(dict)
        self.calls: list[httpx.Request] = []

    def on(self, method: str, path: str, *says: Says, having: str = "") -> None:
        """Answer these calls with one after the other, and then with the last.

        Of several lines that fit a call, the one counts whose `having` takes the most of the query.
        """
        self._lines[method, path][having] = list(says)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        path = request.url.path.removeprefix("/public-api")
        for having, says in sorted(self._lines[request.method, path].items(), key=lambda line: -len(line[0])):
            if having in str(request.url.params):
                return _reply(says.pop(0) if len(says) > 1 else says[0])
        raise LookupError(f"{request.method} {request.url} is not in the script")

    def count(self, method: str, path: str) -> int:
        """Return how many of these calls there were."""
        return sum((one.method, one.url.path) == (method, f"/public-api{path}") for one in self.calls)

    def sent(self) -> list[dict[str, Any]]:
        """Return the requests submitted to Ampeco."""
        return [json.loads(one.content) for one in self.calls if one.method == "POST" and REQUESTS in one.url.path]


def _reply(says: Says) -> httpx.Response:
    match says:
        case Exception():
            raise says
        case int(status):
            return httpx.Response(status, json={"message": "No."})
        case {"data": _}:
            return httpx.Response(200, json=says)
        case _:
            return httpx.Response(200, json={"data": says})


@asynccontextmanager
async def following(script: Script) -> AsyncIterator[AmpecoClient]:
    """Return a client of the scripted Ampeco, without waits."""

    async def sleep(_seconds: float) -> None:
        return None

    async with httpx.AsyncClient(transport=httpx.MockTransport(script.answer), trust_env=False) as http:
        yield AmpecoClient(base_url=_BASE, token=lambda: SecretStr("a-token"), http=http, sleep=sleep)
