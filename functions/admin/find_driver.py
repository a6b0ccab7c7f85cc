"""POST /api/admin/find-driver — find a driver by email.

A POST, so that the email is in no URL, browser history or CDN log.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.requests.parsing import Body, Email, parse_body
from shared.http_api.responses.admin.users import FoundDriverResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


class FindDriverBody(Body):
    """The body of the request."""

    email: Email


async def find_driver(request: Request, services: AdminServices) -> Response:
    """Return the driver's id, for `filter[userId]`; disabled accounts are found as well."""
    wanted = await parse_body(request, FindDriverBody)
    user = await services.users.find(wanted.email)
    return json_response(FoundDriverResponse.from_known_user(user), NO_STORE)


handler = lambda_handler(require_admin(find_driver))
