"""GET /api/admin/sites/{siteId}/ports/{evseId} — a port, and the bookings that need it from now on.

For a port that is out of order: whom to call, and which bookings to switch to another port. A port that Ampeco no
longer has is named by its id.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.port_bookings import PortBookingsService
from shared.domain.errors import SiteNotFound
from shared.http_api.requests.parsing import path_id
from shared.http_api.responses.admin.port_bookings import PortBookingsResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


async def read_port(request: Request, services: AdminServices) -> Response:
    """Return the port with its bookings by start, and their drivers with phone and email."""
    site_id = path_id(request, "siteId", SiteNotFound)
    evse_id = path_id(request, "evseId", SiteNotFound)
    found = await services.reader(PortBookingsService).of_port(site_id, evse_id)
    return json_response(PortBookingsResponse.from_port(found, services.common.settings.port_url(evse_id)), NO_STORE)


handler = lambda_handler(require_admin(read_port))
