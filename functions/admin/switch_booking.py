"""POST /api/admin/bookings/{bookingId}/switch — switch a booking from a port to a free one that has all its plugs.

At the same site and for the same time; of a booking that has begun, for the rest of it. Ampeco cannot change the port
of a booking, so a new one is created, and once it is approved the old one is canceled: by this function, or by the
next reader of one of the two or of the request. Repeating it does not switch twice: the request under way is returned.
`GET /api/admin/requests/{requestId}` returns the outcome.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import BookingNotFound
from shared.http_api.requests.parsing import Body, Id, parse_body, path_id
from shared.http_api.responses.admin.submitted_request import SwitchRequestResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_manager


class SwitchBody(Body):
    """The port that the booking has, and leaves: a booking on another one is not switched."""

    evse_id: Id


async def switch_booking(request: Request, services: AdminServices) -> Response:
    """Return Ampeco's request for the new booking, with its status so far, and the new port."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    body = await parse_body(request, SwitchBody)
    created = await services.common.switches.switch_away(booking_id, body.evse_id)
    labels = await services.common.catalog.labels({created.evse_id} if created.evse_id is not None else set())
    return json_response(SwitchRequestResponse.from_created(created, labels), NO_STORE, status=202)


handler = lambda_handler(require_manager(switch_booking))
