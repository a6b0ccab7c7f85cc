"""GET /api/admin/requests — the booking requests of everybody: the queue, and what was not accepted.

Ampeco's filters as `filter[…]`, and `filter[createdDay]=YYYY-MM-DD` or `today`, a day of the tenant's zone.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.admin_gate import admins_only
from shared.http_api.admin_queries.listings import parse_listing
from shared.http_api.admin_queries.requests import RequestsQuery
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.replies.admin.requests import RequestListReply
from shared.http_api.services import Services


async def list_requests(request: Request, services: Services) -> Response:
    """Answer with a page of requests, each with what it is about."""
    query = parse_listing(request, RequestsQuery)
    page = await services.request_lists.page(query.search(), per_page=query.per_page, cursor=query.cursor)
    now = services.now().astimezone(services.catalogue.default_zone)
    return json_answer(RequestListReply.of(page, now), NEVER_KEPT)


handler = lambda_handler(admins_only(list_requests))
