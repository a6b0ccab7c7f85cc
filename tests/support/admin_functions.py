"""The admin functions in this process, against the simulator over real HTTP, on a fixed day."""

import csv
from collections.abc import Callable, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from functions.admin import (
    cancel_booking,
    create_booking,
    export_bookings,
    find_driver,
    list_bookings,
    list_requests,
    list_sites,
    read_booking,
    read_calendar,
    read_port,
    read_report,
    read_request,
    read_today,
    switch_booking,
    update_booking,
)
from tests.support.functions import NOW, Functions
from tests.support.lambda_calls import LambdaContext, LambdaResponse, call

ADMIN_TOKEN = "the-admin-token-of-the-tests-32-characters"
BEARER = {"Authorization": f"Bearer {ADMIN_TOKEN}"}


class AdminFunctions(Functions):
    """The admin functions in this process, called with a valid token."""

    headers: Mapping[str, str] = BEARER

    def configure(self, *, now: Callable[[], datetime] = lambda: NOW, **settings: str) -> None:
        """Restart them, cold, with these additional settings."""
        super().configure(now=now, **{"ADMIN_TOKENS": ADMIN_TOKEN} | settings)

    def sites(self) -> LambdaResponse:
        return call(list_sites.handler, "GET /api/admin/sites", headers=self.headers)

    def bookings(self, **query: object) -> LambdaResponse:
        return call(list_bookings.handler, "GET /api/admin/bookings", query=filters(**query), headers=self.headers)

    def table(self, **query: object) -> LambdaResponse:
        return call(
            export_bookings.handler, "GET /api/admin/bookings.csv", query=filters(**query), headers=self.headers
        )

    def booking(self, booking_id: object) -> LambdaResponse:
        route, path = "GET /api/admin/bookings/{bookingId}", {"bookingId": str(booking_id)}
        return call(read_booking.handler, route, path=path, headers=self.headers)

    def requests(self, **query: object) -> LambdaResponse:
        return call(list_requests.handler, "GET /api/admin/requests", query=filters(**query), headers=self.headers)

    def request(self, request_id: object) -> LambdaResponse:
        route, path = "GET /api/admin/requests/{requestId}", {"requestId": str(request_id)}
        return call(read_request.handler, route, path=path, headers=self.headers)

    def calendar(self, **query: object) -> LambdaResponse:
        requested = {name: str(value) for name, value in query.items()}
        return call(read_calendar.handler, "GET /api/admin/calendar", query=requested, headers=self.headers)

    def today(self, **query: object) -> LambdaResponse:
        requested = {name: str(value) for name, value in query.items()}
        return call(read_today.handler, "GET /api/admin/today", query=requested, headers=self.headers)

    def report(self, **query: object) -> LambdaResponse:
        requested = {name.removesuffix("_"): str(value) for name, value in query.items()}
        context = LambdaContext(remaining_seconds=120)  # thousands of rows take the simulator long on a busy machine
        return call(
            read_report.handler, "GET /api/admin/report", query=requested, headers=self.headers, context=context
        )

    def create(self, body: Any, *, key: str | None = None) -> LambdaResponse:
        headers = {**self.headers, **keyed(key)}
        return call(create_booking.handler, "POST /api/admin/bookings", json_body=body, headers=headers)

    def cancel_booking(self, booking_id: object, *, key: str | None = None) -> LambdaResponse:
        route, path = "POST /api/admin/bookings/{bookingId}/cancel", {"bookingId": str(booking_id)}
        return call(cancel_booking.handler, route, path=path, headers={**self.headers, **keyed(key)})

    def update_booking(self, booking_id: object, body: Any, *, key: str | None = None) -> LambdaResponse:
        route, path = "POST /api/admin/bookings/{bookingId}/update", {"bookingId": str(booking_id)}
        headers = {**self.headers, **keyed(key)}
        return call(update_booking.handler, route, path=path, json_body=body, headers=headers)

    def switch_booking(self, booking_id: object, evse_id: object, **to: object) -> LambdaResponse:
        route, path = "POST /api/admin/bookings/{bookingId}/switch", {"bookingId": str(booking_id)}
        return call(switch_booking.handler, route, path=path, json_body={"evseId": evse_id, **to}, headers=self.headers)

    def port(self, site_id: object, evse_id: object) -> LambdaResponse:
        route = "GET /api/admin/sites/{siteId}/ports/{evseId}"
        path = {"siteId": str(site_id), "evseId": str(evse_id)}
        return call(read_port.handler, route, path=path, headers=self.headers)

    def find_driver(self, body: Any) -> LambdaResponse:
        return call(find_driver.handler, "POST /api/admin/find-driver", json_body=body, headers=self.headers)


def filters(**query: object) -> dict[str, str]:
    """Return a query: `per_page` and `cursor` as they are, everything else as `filter[…]`."""
    plain = ("per_page", "cursor")
    return {name if name in plain else f"filter[{name}]": str(value) for name, value in query.items()}


def keyed(key: str | None) -> dict[str, str]:
    """Return the headers with an idempotency key."""
    return {"Idempotency-Key": key} if key else {}


def rows_of(table: LambdaResponse) -> list[dict[str, str]]:
    """Return the rows of a CSV response as dictionaries by column name."""
    return list(csv.DictReader(StringIO(table.text.removeprefix("\ufeff"), newline="")))


def refused_fields(answer: LambdaResponse) -> list[str]:
    """Return the fields that a 422 names."""
    assert (answer.status, answer.problem) == (422, "invalid-request")
    return [error["field"] for error in answer.json["errors"]]
