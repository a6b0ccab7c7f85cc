"""GET /api/admin/bookings — the bookings of everybody, page by page.

Ampeco's filters as `filter[…]`, and ours: `filter[status]=active`, `filter[email]`, and whole days of the site as
`filter[fromDay]` and `filter[toDay]`. `per_page` is 25, 100 at most; `cursor` is a page's `nextCursor`.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.admin_gate import admins_only
from shared.http_api.admin_queries.bookings import BookingsQuery
from shared.http_api.admin_queries.listings import parse_listing
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.replies.admin.bookings import BookingListReply
from shared.http_api.services import Services


async def list_bookings(request: Request, services: Services) -> Response:
    """Answer with a page of bookings, each with its site, ports and masked driver."""
    query = parse_listing(request, BookingsQuery)
    page = await services.booking_lists.page(query.search(), per_page=query.per_page, cursor=query.cursor)
    return json_answer(BookingListReply.of(page), NEVER_KEPT)


handler = lambda_handler(admins_only(list_bookings))
