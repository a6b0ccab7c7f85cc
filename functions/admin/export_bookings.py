"""GET /api/admin/bookings.csv — the filtered list, all its pages, as a file for spreadsheets."""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.admin_gate import admins_only
from shared.http_api.admin_queries.bookings import BookingsFilters
from shared.http_api.admin_queries.listings import parse_listing
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.replies.admin.table import bookings_table
from shared.http_api.services import Services

_HEADERS = NEVER_KEPT | {"Content-Disposition": 'attachment; filename="bookings.csv"'}


async def export_bookings(request: Request, services: Services) -> Response:
    """Answer with every booking that the filters of the list find, or with none when they are too many."""
    rows = await services.booking_lists.everything(parse_listing(request, BookingsFilters).search())
    return Response(bookings_table(rows), headers=_HEADERS, media_type="text/csv; charset=utf-8")


handler = lambda_handler(admins_only(export_bookings))
