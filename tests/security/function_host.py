"""Every function of `template.yaml` in this process, and for each route a valid request."""

import importlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx
from pydantic import BaseModel

from shared.ampeco_client import AmpecoClient
from shared.http_api.requests.parsing import Body, Query
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import services
from tests.support.admin_functions import BEARER, AdminFunctions
from tests.support.functions import NOW, START
from tests.support.http import NO_TLS
from tests.support.lambda_api import LINKS_FUNCTION, running_lambda_api
from tests.support.lambda_calls import LambdaResponse, call, handler_of
from tests.support.simulator import SimulatorHandle
from tests.support.template import own_template

HANDLERS = {route.key: function.handler for function in own_template().functions for route in function.routes}
ROUTES = sorted(HANDLERS)
ADMIN_ROUTES = [route for route in ROUTES if "/api/admin/" in route]
WITHOUT_AMPECO = "POST /api/bookings/links"
"""The route that hands over what it is asked for, and calls nobody else."""
PUBLIC_ROUTES = [route for route in ROUTES if route not in ADMIN_ROUTES]

DRIVER = "driver@example.com"
DRIVER_ID = 1001
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class RouteRequest:
    """A request to a route, in parts."""

    route: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None

    def with_payload(self, payload: str) -> Iterator["RouteRequest"]:
        """Yield the request with `payload` in one place after the other, optional places included.

        If no function should parse any of it, every place has it at once.
        """
        yield from self.with_path_payload(payload)
        for name in sorted({*self.query, *_aliases(self.route, Query), *self._manual_parameters}):
            yield replace(self, query={**self.query, name: payload})
        for name in ("Idempotency-Key", "Authorization"):
            yield replace(self, headers={**self.headers, name: payload})
        for body in self._bodies_with_payload(payload):
            yield replace(self, body=body)
        unread = dict.fromkeys(_UNUSED, payload)
        yield replace(self, query={**self.query, **unread}, headers={**self.headers, **unread})

    def with_path_payload(self, payload: str) -> Iterator["RouteRequest"]:
        """Yield the request with `payload` for one path parameter after the other."""
        for name in self.path:
            yield replace(self, path={**self.path, name: payload})

    @property
    def _manual_parameters(self) -> tuple[str, ...]:
        return ("change", "locale") if self.route.startswith("GET") else ()

    def _bodies_with_payload(self, payload: str) -> Iterator[dict[str, Any]]:
        if self.body is None:
            return
        for name in sorted({*self.body, *_aliases(self.route, Body)}):
            yield {**self.body, name: payload}
        for name, value in (("evseId", [payload]), ("evseCriteria", {"connectorType": payload}), (payload, payload)):
            yield {**self.body, name: value}


_UNUSED = ("X-Forwarded-Host", "X-Forwarded-For", "X-Original-URL", "X-Http-Method-Override", "Referer", "path")


@dataclass(frozen=True)
class BookingIds:
    """A booking with all its identifiers."""

    reference: str
    request_id: int
    booking_id: int


class FunctionHost(AdminFunctions):
    """All functions, by route; `Functions` and `AdminFunctions` have them by name."""

    def __init__(self, simulator: SimulatorHandle) -> None:
        self._http = httpx.AsyncClient(trust_env=False, verify=NO_TLS)
        self._hours = count()
        self._aws = ExitStack()
        self.lambda_api = self._aws.enter_context(running_lambda_api())
        super().__init__(simulator)

    def order(self) -> dict[str, Any]:
        """Return a booking request of the usual driver for a free slot, another one each time."""
        start = START + next(self._hours) * HOUR
        return {
            "locationId": 101,
            "evseId": 5001,
            "startAt": start.isoformat(),
            "endAt": (start + HOUR).isoformat(),
            "email": DRIVER,
        }

    def create_booking(self) -> "BookingIds":
        """Book for the usual driver."""
        answer = self.book(self.order()).json
        booking = self.read_booking(answer["id"]).json
        return BookingIds(answer["id"], answer["bookingRequestId"], booking["bookingId"])

    def seen(self, booking_id: int) -> str:
        """Return when a booking last changed, as the admin routes show it."""
        stamp: str = self.booking(booking_id).json["lastUpdatedAt"]
        return stamp

    def configure(self, *, now: Callable[[], datetime] = lambda: NOW, **settings: str) -> None:
        """Restart them; the driver of the tests may book without limit, and retries do not wait."""
        usual = {"MAX_BOOKINGS_PER_DRIVER": "0", "LINKS_FUNCTION": LINKS_FUNCTION}
        super().configure(now=now, **usual | settings)
        running = services()
        # One pool for all of them: to build one takes longer than everything else.
        vars(running)["ampeco"] = AmpecoClient(
            base_url=str(running.settings.ampeco_api_url),
            token=running.secrets.ampeco_api_token,
            http=self._http,
            sleep=_at_once,
        )

    def close(self) -> None:
        """Stop them permanently."""
        self.stop()
        self._aws.close()
        process_loop().run_until_complete(self._http.aclose())

    def send(self, send: RouteRequest) -> LambdaResponse:
        return call(
            handler_of(send.route),
            send.route,
            path=send.path,
            query=send.query,
            headers=send.headers,
            json_body=send.body,
        )

    def valid_request(self, route: str) -> RouteRequest:
        """Return a request that succeeds on this route; KeyError for a route that is not listed here."""
        booked = self.create_booking() if "{" in route else BookingIds("", 0, 0)
        day, order = str(START.date()), self.order()
        times = {name: order[name] for name in ("startAt", "endAt")}
        parts: dict[str, dict[str, Any]] = {
            "GET /api/sites": {"query": {"locale": "en"}},
            "GET /api/sites/{siteId}": {"query": {"locale": "en"}},
            "GET /api/sites/{siteId}/availability": {"query": {"date": day, "days": "1"}},
            "POST /api/bookings": {"body": order},
            "POST /api/bookings/links": {"body": {"email": DRIVER}},
            "GET /api/bookings/{id}": {},
            "POST /api/bookings/{id}/cancel": {"body": {}},
            "POST /api/bookings/{id}/update": {"body": times},
            "GET /api/bookings/{id}/ports": {},
            "GET /api/bookings/{id}/invite.ics": {},
            "GET /api/admin/sites": {},
            "GET /api/admin/bookings": {"query": {"filter[userId]": str(DRIVER_ID)}},
            "GET /api/admin/bookings.csv": {"query": {"filter[userId]": str(DRIVER_ID)}},
            "GET /api/admin/bookings/{bookingId}": {},
            "POST /api/admin/bookings": {"body": order},
            "POST /api/admin/bookings/{bookingId}/cancel": {"body": {}},
            "POST /api/admin/bookings/{bookingId}/update": {"body": times},
            "POST /api/admin/bookings/{bookingId}/switch": {"body": {"evseId": order["evseId"]}},
            "GET /api/admin/requests": {"query": {"filter[userId]": str(DRIVER_ID)}},
            "GET /api/admin/requests/{requestId}": {},
            "GET /api/admin/calendar": {"query": {"locationId": "101", "date": day}},
            "GET /api/admin/today": {"query": {"locationId": "101", "date": day}},
            "GET /api/admin/sites/{siteId}/ports/{evseId}": {},
            "GET /api/admin/report": {"query": {"locationId": "101", "from": day, "to": day}},
            "POST /api/admin/find-driver": {"body": {"email": DRIVER}},
        }
        if route == "POST /api/admin/bookings/{bookingId}/update":
            parts[route]["body"] = times | {"lastUpdatedAt": self.seen(booked.booking_id)}
        ids = {
            "siteId": "101",
            "evseId": str(order["evseId"]),
            "id": booked.reference,
            "bookingId": str(booked.booking_id),
            "requestId": str(booked.request_id),
        }
        headers = {**(BEARER if route in ADMIN_ROUTES else {}), "Idempotency-Key": str(uuid.uuid4())}
        path = {name: value for name, value in ids.items() if f"{{{name}}}" in route}
        return RouteRequest(route, path=path, headers=headers, **parts[route])


async def _at_once(_: float) -> None:
    """Return without waiting."""


def _aliases(route: str, kind: type[BaseModel]) -> set[str]:
    """Return the names of what the function of a route reads: from its address (Query), or its body (Body)."""
    module = importlib.import_module(HANDLERS[route].rpartition(".")[0])
    models = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, kind)]
    return {str(found.alias) for model in models for found in model.model_fields.values()}
