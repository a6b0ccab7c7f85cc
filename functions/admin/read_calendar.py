"""GET /api/admin/calendar — the ports of a site and what is booked on them.

Either whole days of the site, `?locationId=&date=2026-03-08&days=7` (without `date`: from the site's today), or a
window between two instants, `?locationId=&startAfter=&endBefore=`, of 8 days at most.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.requests.date_range import DateRangeQuery
from shared.http_api.requests.parsing import Instant, QueryId, SiteDay, parse_query
from shared.http_api.responses.admin.calendar import CalendarResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services
from shared.http_api.security.admin_auth import require_admin


class CalendarQuery(DateRangeQuery):
    """A site, and days of it or a window of 8 days at most."""

    location_id: QueryId
    """The site."""
    date: SiteDay | None = None
    """The first day; left out, the site's today."""
    end_before: Instant | None = None
    """Where it ends, 8 days later at most."""


async def read_calendar(request: Request, services: Services) -> Response:
    """Answer with a row for each port, bookable or not, the bookings, and what is pending."""
    query = parse_query(request, CalendarQuery)
    if query.start_after and query.end_before:
        calendar = await services.admin.calendars.for_window(query.location_id, query.start_after, query.end_before)
    else:
        calendar = await services.admin.calendars.for_days(query.location_id, query.date, query.days)
    return json_response(CalendarResponse.from_calendar(calendar), NO_STORE)


handler = lambda_handler(require_admin(read_calendar))
