"""GET /api/admin/sites — every site, bookable or not, by name."""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import age_headers, json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.replies.admin.sites import AnySiteListReply
from shared.http_api.services import Services


async def list_sites(_request: Request, services: Services) -> Response:
    """Answer with the sites, for filters and new bookings."""
    copy = await services.catalogue.locations()
    reply = AnySiteListReply.of_locations(copy.value, services.catalogue.default_zone)
    return json_answer(reply, NEVER_KEPT | age_headers(copy))


handler = lambda_handler(admins_only(list_sites))
