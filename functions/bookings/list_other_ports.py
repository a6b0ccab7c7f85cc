"""GET /api/bookings/{id}/ports — the other ports of the site that are free for the rest of the booking.

They have a plug of the booked port; the best fitting come first. To switch to one, `POST /api/bookings` with
`replaces`.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.switch_port import SwitchService
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.responses.switch_options import SwitchOptionsResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services


async def list_other_ports(request: Request, services: Services) -> Response:
    """Return the ports to switch to, and the time that they are free for."""
    external_id = services.references.external_id(request.path_params["id"])
    options = await services.get(SwitchService).options(external_id)
    return json_response(SwitchOptionsResponse.from_options(options), NO_STORE)


handler = lambda_handler(list_other_ports)
