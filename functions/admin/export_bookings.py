"""GET /api/admin/bookings.csv — the filtered list of bookings, all pages, as CSV."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.search import BookingListService
from shared.http_api.requests.admin_filters import BookingsFilters, parse_listing
from shared.http_api.responses.csv import bookings_csv
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin

_HEADERS = NO_STORE | {"Content-Disposition": 'attachment; filename="bookings.csv"'}


async def export_bookings(request: Request, services: AdminServices) -> Response:
    """Return all bookings that match the filters; refuse when there are too many."""
    rows = await services.reader(BookingListService).export_rows(parse_listing(request, BookingsFilters).search())
    return Response(bookings_csv(rows), headers=_HEADERS, media_type="text/csv; charset=utf-8")


handler = lambda_handler(require_admin(export_bookings))
