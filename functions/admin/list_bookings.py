"""GET /api/admin/bookings — all bookings of some days, sorted by start, or of any days, page by page.

Ampeco's filters as `filter[…]`, and ours: `filter[status]=active`, `filter[email]`, and whole days of the site as
`filter[fromDay]` and `filter[toDay]`. With both days, 31 at most, all bookings are returned, 2,000 at most. Else
`per_page` is 25 by default, at most 100; `cursor` is the `nextCursor` of the previous page.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.search import BookingListService
from shared.http_api.requests.admin_filters import BookingsQuery, parse_listing
from shared.http_api.responses.admin.bookings import BookingListResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


async def list_bookings(request: Request, services: AdminServices) -> Response:
    """Return bookings, each with its site, ports and masked driver."""
    query = parse_listing(request, BookingsQuery)
    page = await services.reader(BookingListService).page(query.search(), per_page=query.per_page, cursor=query.cursor)
    return json_response(BookingListResponse.from_page(page), NO_STORE)


handler = lambda_handler(require_admin(list_bookings))
