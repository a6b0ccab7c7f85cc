"""GET /api/admin/requests/{requestId} — what became of one request."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import RequestNotFound
from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import path_id
from shared.http_api.replies.admin.requests import RequestReply
from shared.http_api.services import Services


async def read_request(request: Request, services: Services) -> Response:
    """Answer with the request as Ampeco has it now."""
    asked = await services.request_lists.read(path_id(request, "requestId", RequestNotFound))
    return json_answer(RequestReply.of(asked), NEVER_KEPT)


handler = lambda_handler(admins_only(read_request))
