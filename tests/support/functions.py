"""The functions of drivers in this process, against the simulator over real HTTP, on a fixed day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from functions.bookings import (
    cancel_booking,
    create_booking,
    download_invite,
    list_other_ports,
    read_booking,
    request_links,
    update_booking,
)
from functions.sites import check_availability, list_sites, read_site
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support import external_ids
from tests.support.clock import FIXED_NOW
from tests.support.lambda_calls import LambdaContext, LambdaResponse, call
from tests.support.simulator import SimulatorHandle

NOW = FIXED_NOW
START = NOW + timedelta(days=20)
"""Far beyond the simulator's own bookings, so that every port is free."""

LINK_KEY = external_ids.LINK_KEY


def environment(simulator: SimulatorHandle) -> dict[str, str]:
    """Return the settings that every function needs."""
    return {
        "AMPECO_API_URL": simulator.url,
        "AMPECO_API_TOKEN": simulator.token,
        "BOOKING_LINK_KEYS": LINK_KEY,
        "DEFAULT_TIMEZONE": "America/Detroit",
    }


class Functions:
    """The functions in this process, as API Gateway would call them.

    They do not sleep between two tries: what is asked, and how often, stays the same.
    """

    def __init__(self, simulator: SimulatorHandle) -> None:
        self.simulator = simulator
        self.clock: Callable[[], float] = monotonic
        self.configure()

    async def sleep(self, seconds: float) -> None:
        """Return without waiting."""
        del seconds

    def configure(self, *, now: Callable[[], datetime] = lambda: NOW, **settings: str) -> None:
        """Restart them, cold, with these additional settings."""
        usual = environment(self.simulator) | {"DRIVER_APP_LINKS": "App Store=https://apps.example.com/ios"}
        self.stop()
        configured = Settings.from_environment(usual | settings)
        replace_services(Services(configured, now=now, clock=self.clock, sleep=self.sleep))

    def keep_copies_by(self, clock: Callable[[], float]) -> None:
        """Restart them with another clock for the age of cached values, in seconds."""
        self.clock = clock
        self.configure()

    def stop(self) -> None:
        """Close the connections to Ampeco."""
        services = replace_services(None)
        if services and "ampeco" in vars(services):
            process_loop().run_until_complete(services.ampeco.aclose())

    def list_sites(self, **query: str) -> LambdaResponse:
        return call(list_sites.handler, "GET /api/sites", query=query)

    def read_site(self, site_id: object, **query: str) -> LambdaResponse:
        return call(read_site.handler, "GET /api/sites/{siteId}", path={"siteId": str(site_id)}, query=query)

    def availability(self, site_id: object, **query: str) -> LambdaResponse:
        route = "GET /api/sites/{siteId}/availability"
        return call(check_availability.handler, route, path={"siteId": str(site_id)}, query=query)

    def book(self, body: Any, *, key: str | None = None, context: LambdaContext | None = None) -> LambdaResponse:
        route = "POST /api/bookings"
        return call(create_booking.handler, route, json_body=body, headers=_keyed(key), context=context)

    def post(self, body: bytes, **headers: str) -> LambdaResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(create_booking.handler, "POST /api/bookings", body=body, headers=named)

    def read_booking(self, reference: str, **query: str) -> LambdaResponse:
        return call(read_booking.handler, "GET /api/bookings/{id}", path={"id": reference}, query=query)

    def other_ports(self, reference: str) -> LambdaResponse:
        return call(list_other_ports.handler, "GET /api/bookings/{id}/ports", path={"id": reference})

    def cancel(self, reference: str, *, key: str | None = None) -> LambdaResponse:
        route = "POST /api/bookings/{id}/cancel"
        return call(cancel_booking.handler, route, path={"id": reference}, headers=_keyed(key))

    def request_links(self, body: Any, *, key: str | None = None) -> LambdaResponse:
        return call(request_links.handler, "POST /api/bookings/links", json_body=body, headers=_keyed(key))

    def move(self, reference: str, times: Any, *, key: str | None = None) -> LambdaResponse:
        route = "POST /api/bookings/{id}/update"
        path = {"id": reference}
        return call(update_booking.handler, route, path=path, json_body=times, headers=_keyed(key))

    def invite(self, reference: str, **query: str) -> LambdaResponse:
        route = "GET /api/bookings/{id}/invite.ics"
        return call(download_invite.handler, route, path={"id": reference}, query=query)


def _keyed(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}
