"""GET /api/admin/sites — every site, bookable or not, by name, and who signed in."""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.responses.admin.sites import AnySiteListResponse
from shared.http_api.responses.base import age_headers, json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import current_admin, require_admin


async def list_sites(request: Request, services: AdminServices) -> Response:
    """Return the sites, for filters and new bookings, with the name and role of the token."""
    cached = await services.common.catalog.locations()
    reply = AnySiteListResponse.from_locations(
        cached.value, services.common.catalog.default_zone, current_admin(request)
    )
    return json_response(reply, NO_STORE | age_headers(cached))


handler = lambda_handler(require_admin(list_sites))
