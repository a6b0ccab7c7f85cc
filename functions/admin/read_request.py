"""GET /api/admin/requests/{requestId} — the outcome of one request."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.requests import RequestListService
from shared.domain.errors import RequestNotFound
from shared.http_api.requests.parsing import path_id
from shared.http_api.responses.admin.requests import RequestResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


async def read_request(request: Request, services: AdminServices) -> Response:
    """Return the current state of the request at Ampeco."""
    detail = await services.reader(RequestListService).read(path_id(request, "requestId", RequestNotFound))
    return json_response(RequestResponse.from_detail(detail), NO_STORE)


handler = lambda_handler(require_admin(read_request))
