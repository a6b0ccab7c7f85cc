"""POST /api/bookings/links — send a driver the links to their upcoming bookings by email.

The response is the same whether there is an account or a booking: nothing is looked up before it is sent. The mail
follows within a minute, only to the address of the account, and at most three times a day. Requests with the same
header `Idempotency-Key` (a UUID) send one mail.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.requests.parsing import Body, Email, idempotency_key, parse_body
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.responses.submitted import AcceptedLinksResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services
from shared.http_api.security.cdn_signature import visitor


class LinksBody(Body):
    """The email of the driver's account."""

    email: Email


async def request_links(request: Request, services: Services) -> Response:
    """Accept the request."""
    email = (await parse_body(request, LinksBody)).email
    key = idempotency_key(request) or uuid4()
    address = visitor(request, services.secrets.proxy_signing_keys())
    services.links_limiter.spend(address)
    services.link_requests.submit(key, email, address)
    return json_response(AcceptedLinksResponse(), NO_STORE, status=202)


handler = lambda_handler(request_links)
