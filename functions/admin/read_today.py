"""GET /api/admin/today — one day of a site, or of all sites without `locationId`, sorted by start.

`?locationId=&date=2026-03-08`; default for `date`: today, in each site's time zone.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.today import TodayService
from shared.http_api.requests.parsing import Query, QueryId, SiteDay, parse_query
from shared.http_api.responses.admin.today import TodayResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


class TodayQuery(Query):
    """A site or all sites, and a day."""

    location_id: QueryId | None = None
    """The site; default: all sites."""
    date: SiteDay | None = None
    """The day; default: today at the site."""


async def read_today(request: Request, services: AdminServices) -> Response:
    """Return the bookings of the day, out-of-order ports with the bookings that need them, and free ports."""
    query = parse_query(request, TodayQuery)
    days = services.reader(TodayService)
    if query.location_id is None:
        today = await days.of_all_sites(query.date)
    else:
        today = await days.of_site(query.location_id, query.date)
    return json_response(TodayResponse.from_today(today, services.common.catalog.default_zone), NO_STORE)


handler = lambda_handler(require_admin(read_today))
