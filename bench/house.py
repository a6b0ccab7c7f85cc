"""The functions in this process, against a simulator with a fixed latency."""

import itertools
from datetime import UTC, datetime, timedelta

from functions.admin import list_bookings, read_calendar
from functions.bookings import create_booking, read_booking
from functions.sites import check_availability, list_sites, read_site
from shared.http_api.handler import process_loop
from shared.http_api.services import Services, replace_services
from shared.http_api.settings import Settings
from tests.support.lambda_calls import Answer, call
from tests.support.simulator import SimulatorHandle

SITE = 101
ADMIN_TOKEN = "the-admin-token-of-the-bench-with-32-characters"  # noqa: S105 - opens nothing but the bench
PORTS, BOOKINGS_OF_A_PORT = 20, 10
_SIGNED_IN = {"authorization": f"Bearer {ADMIN_TOKEN}"}


class House:
    """Calls each route as API Gateway would; bookings are made far from each other, so that none is refused."""

    def __init__(self, simulator: SimulatorHandle) -> None:
        self.simulator = simulator
        self._hours = itertools.count(24 * 8)
        self.start_cold()

    def start_cold(self) -> None:
        """Forget connections and copies, as a new function instance has none."""
        environment = {
            "AMPECO_API_URL": self.simulator.url,
            "AMPECO_API_TOKEN": self.simulator.token,
            "ADMIN_TOKENS": ADMIN_TOKEN,
            "BOOKING_LINK_KEYS": "a-key-of-the-bench-with-32-characters",
            "MAX_BOOKINGS_PER_DRIVER": "100",
        }
        self.close()
        replace_services(Services(Settings.from_environment(environment)))

    def close(self) -> None:
        """Close the connections."""
        services = replace_services(None)
        if services:
            process_loop().run_until_complete(services.ampeco.aclose())

    def list_sites(self) -> Answer:
        """GET /api/sites."""
        return call(list_sites.handler, "GET /api/sites")

    def read_site(self) -> Answer:
        """GET /api/sites/{siteId}."""
        return call(read_site.handler, "GET /api/sites/{siteId}", path={"siteId": str(SITE)})

    def availability(self) -> Answer:
        """GET /api/sites/{siteId}/availability, a week of it."""
        route = "GET /api/sites/{siteId}/availability"
        return call(check_availability.handler, route, path={"siteId": str(SITE)}, query={"days": "7"})

    def book(self) -> Answer:
        """POST /api/bookings, any port, an hour that is free."""
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=next(self._hours))
        body = {
            "locationId": SITE,
            "startAt": start.isoformat(),
            "endAt": (start + timedelta(hours=1)).isoformat(),
            "email": "driver@example.com",
        }
        return call(create_booking.handler, "POST /api/bookings", json_body=body)

    def placed(self) -> str:
        """Return the reference of a new booking."""
        reference: str = self.book().json["id"]
        return reference

    def filled_week(self) -> dict[str, str]:
        """Return what asks for the calendar of a site of 20 ports, in a week of 200 bookings."""
        site = self.simulator.add_site(ports=PORTS, timezone="UTC")["locationId"]
        monday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7)
        self.simulator.fill(site, start=monday, end=monday + timedelta(days=7), per_port=BOOKINGS_OF_A_PORT)
        return {"locationId": str(site), "date": f"{monday:%Y-%m-%d}", "days": "7"}

    def calendar(self, week: dict[str, str]) -> Answer:
        """GET /api/admin/calendar."""
        return call(read_calendar.handler, "GET /api/admin/calendar", query=week, headers=_SIGNED_IN)

    def list_bookings(self) -> Answer:
        """GET /api/admin/bookings, a page of 25."""
        return call(list_bookings.handler, "GET /api/admin/bookings", headers=_SIGNED_IN)

    def read_booking(self, reference: str) -> Answer:
        """GET /api/bookings/{id}."""
        return call(read_booking.handler, "GET /api/bookings/{id}", path={"id": reference})
