"""An Ampeco in memory: lists that a test fills, and the calls that were made."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx

from tests.unit.domain.records import record

REQUESTS = "/public-api/resources/booking-requests/v1.0"
BOOKINGS = "/public-api/resources/bookings/v1.0"


class Ampeco:
    """Serves requests in pages and bookings by id. `passes` tells whether a request is found by a query."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.ports: dict[int, list[int]] = {}
        self.passes: Callable[[dict[str, Any], dict[str, str]], bool] = lambda _request, _query: True
        self.calls: list[httpx.URL] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url)
        if request.url.path == REQUESTS:
            return httpx.Response(200, json=self._page(request.url))
        booking_id = int(request.url.path.rpartition("/")[2])
        if booking_id not in self.ports:
            return httpx.Response(404, json={"message": "Not found"})
        evses = [{"id": evse_id} for evse_id in self.ports[booking_id]]
        return httpx.Response(200, json={"data": record(booking_id) | {"bookedEvses": evses}})

    def count(self, path: str) -> int:
        """Return how many calls there were to a path or below it."""
        return sum(url.path.startswith(path) for url in self.calls)

    def _page(self, url: httpx.URL) -> dict[str, Any]:
        query = {name: values[0] for name, values in parse_qs(url.query.decode()).items()}
        found = [one for one in self.requests if self.passes(one, query)]
        start = int(query.get("cursor", 0))
        more = start + 100 < len(found)
        following = str(url.copy_set_param("cursor", start + 100)) if more else None
        return {"data": found[start : start + 100], "links": {"next": following}}
