"""GET /api/sites/{siteId}/availability — the free times of each bookable port.

Either whole days of the site, `?date=2026-03-08&days=7` (default for `date`: the first bookable day), or a window
between two instants, `?startAfter=&endBefore=`, of at most 7 days.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.requests.date_range import DateRangeQuery
from shared.http_api.requests.parsing import Instant, parse_query, path_site_id
from shared.http_api.responses.availability import AvailabilityResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import CACHE_A_FEW_SECONDS
from shared.http_api.responses.missing_site import caches_missing_sites
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.rate_reserve import reserves_calls_for_bookings
from shared.http_api.runtime.services import Services


class AvailabilityQuery(DateRangeQuery):
    """Days of the site, or a window of at most 7 days."""

    end_before: Instant | None = None
    """End of the window, at most 7 days later."""


async def check_availability(request: Request, services: Services) -> Response:
    """Return the free windows of each port, within notice and horizon, in the site's local time."""
    site_id = path_site_id(request)
    query = parse_query(request, AvailabilityQuery)
    if query.start_after and query.end_before:
        availability = await services.availability.for_window(site_id, query.start_after, query.end_before)
    else:
        availability = await services.availability.for_days(site_id, query.date, query.days)
    return json_response(AvailabilityResponse.from_availability(availability), CACHE_A_FEW_SECONDS)


handler = lambda_handler(reserves_calls_for_bookings(caches_missing_sites(check_availability)))
