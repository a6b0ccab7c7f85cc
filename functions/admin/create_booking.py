"""POST /api/admin/bookings — book a port for a driver, named by email or by Ampeco's id.

The booking policy for drivers does not apply: the start must be in the future, and the duration at most 7 days. An
overlap with another booking of the driver is refused. `Idempotency-Key` as in the
public API.
"""

from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.create import BookingService
from shared.domain.bookings.decision import CreateBookingCommand
from shared.domain.errors import InvalidRequest
from shared.domain.identifiers import admin_external_id
from shared.http_api.observability.metrics import timed_creation
from shared.http_api.requests.booking_body import BookingRequestBody
from shared.http_api.requests.parsing import Email, Id, idempotency_key, parse_body
from shared.http_api.responses.admin.submitted_request import SubmittedRequestResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_manager


class NewBooking(BookingRequestBody):
    """The body of the request."""

    email: Email | None = None
    user_id: Id | None = None

    def command(self, key: UUID) -> CreateBookingCommand:
        """Return the command for this body.

        Raises InvalidRequest unless it names the driver in exactly one way.
        """
        driver = self.email or self.user_id
        if driver is None or (self.email and self.user_id):
            raise InvalidRequest("email", "Give email or userId, one of them.")
        return CreateBookingCommand(
            location_id=self.location_id,
            window=self.window,
            driver=driver,
            external_id=admin_external_id(key),
            evse_id=self.evse_id,
            criteria=self.criteria,
        )


async def create_booking(request: Request, services: AdminServices) -> Response:
    """Return Ampeco's request, with its status so far."""
    key = idempotency_key(request) or uuid4()
    command = (await parse_body(request, NewBooking)).command(key)
    with timed_creation():
        created = await services.get(BookingService).create(command)
    return json_response(SubmittedRequestResponse.from_request(created), NO_STORE, status=201)


handler = lambda_handler(require_manager(create_booking))
