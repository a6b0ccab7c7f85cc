"""POST /api/admin/find-driver — the driver behind an email.

A POST, so that the email stands in no address: not in the page's, not in its history, not in a CDN's log.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import Body, Email, parse_body
from shared.http_api.replies.admin.people import FoundDriverReply
from shared.http_api.services import Services


class Wanted(Body):
    """The body of the request."""

    email: Email


async def find_driver(request: Request, services: Services) -> Response:
    """Answer with the driver's id, for `filter[userId]`; a disabled account is found, too."""
    wanted = await parse_body(request, Wanted)
    user = await services.people.find(wanted.email)
    return json_answer(FoundDriverReply.of_user(user), NEVER_KEPT)


handler = lambda_handler(admins_only(find_driver))
