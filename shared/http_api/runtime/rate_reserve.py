"""Reserve a part of Ampeco's rate limit for bookings: reads are refused before bookings are."""

from starlette.requests import Request
from starlette.responses import Response

from shared.ampeco_client import reserve
from shared.http_api.runtime.handler import Endpoint
from shared.http_api.runtime.services import Services

SHARE = 0.2
"""Of the limit: at 600 calls a minute a dozen bookings."""


def reserves_calls_for_bookings(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with calls to Ampeco refused once only the reserve is left: cached values or a 503."""

    async def answer(request: Request, services: Services) -> Response:
        with reserve(SHARE):
            return await endpoint(request, services)

    return answer
