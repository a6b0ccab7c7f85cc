"""GET /api/admin/requests — all booking requests: pending, approved and rejected.

Ampeco's filters as `filter[…]`, and `filter[createdDay]=YYYY-MM-DD` or `today`, a day in the tenant's time zone.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.requests import RequestListService
from shared.http_api.requests.admin_filters import RequestsQuery, parse_listing
from shared.http_api.responses.admin.requests import RequestListResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


async def list_requests(request: Request, services: AdminServices) -> Response:
    """Return a page of requests, each with its site, driver and times."""
    query = parse_listing(request, RequestsQuery)
    page = await services.reader(RequestListService).page(query.search(), per_page=query.per_page, cursor=query.cursor)
    now = services.common.now().astimezone(services.common.catalog.default_zone)
    return json_response(RequestListResponse.from_page(page, now), NO_STORE)


handler = lambda_handler(require_admin(list_requests))
