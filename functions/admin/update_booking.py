"""POST /api/admin/bookings/{bookingId}/update — request a reschedule of a booking; its port stays the same.

`lastUpdatedAt` is the value the booking had when the new times were chosen. If the booking changed since, nothing is
submitted and the response contains the current booking. `GET /api/admin/requests/{requestId}` returns the outcome of
the request.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.change_booking import AdminChangeService
from shared.domain.errors import BookingNotFound
from shared.http_api.requests.booking_body import BookingTimesBody
from shared.http_api.requests.parsing import Instant, idempotency_key, parse_body, path_id
from shared.http_api.responses.admin.booking_changed import shows_current_booking
from shared.http_api.responses.admin.submitted_request import SubmittedRequestResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_manager


class RescheduleBody(BookingTimesBody):
    """The body of the request."""

    last_updated_at: Instant


async def update_booking(request: Request, services: AdminServices) -> Response:
    """Return Ampeco's request to reschedule, with its status so far."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    body = await parse_body(request, RescheduleBody)
    key = idempotency_key(request) or uuid4()
    change = await services.get(AdminChangeService).reschedule(
        booking_id, body.window, key, expected_last_updated_at=body.last_updated_at
    )
    return json_response(SubmittedRequestResponse.from_request(change), NO_STORE, status=202)


handler = lambda_handler(require_manager(shows_current_booking(update_booking)))
