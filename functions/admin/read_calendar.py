"""GET /api/admin/calendar — the ports of a site and their bookings.

Either whole days of the site, `?locationId=&date=2026-03-08&days=7` (default for `date`: today at the site), or a
window between two instants, `?locationId=&startAfter=&endBefore=`, of at most 8 days.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.calendar import CalendarService
from shared.http_api.requests.date_range import DateRangeQuery
from shared.http_api.requests.parsing import Instant, QueryId, SiteDay, parse_query
from shared.http_api.responses.admin.calendar import CalendarResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


class CalendarQuery(DateRangeQuery):
    """A site, and days of it or a window of at most 8 days."""

    location_id: QueryId
    """The site."""
    date: SiteDay | None = None
    """The first day; default: today at the site."""
    end_before: Instant | None = None
    """End of the window, at most 8 days later."""


async def read_calendar(request: Request, services: AdminServices) -> Response:
    """Return a row for each port, bookable or not, the bookings, and pending requests."""
    query = parse_query(request, CalendarQuery)
    calendars = services.reader(CalendarService)
    if query.start_after and query.end_before:
        calendar = await calendars.for_window(query.location_id, query.start_after, query.end_before)
    else:
        calendar = await calendars.for_days(query.location_id, query.date, query.days)
    return json_response(CalendarResponse.from_calendar(calendar), NO_STORE)


handler = lambda_handler(require_admin(read_calendar))
