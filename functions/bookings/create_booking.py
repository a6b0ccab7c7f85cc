"""POST /api/bookings — book a port for a driver of the operator's app.

Requests with the same header `Idempotency-Key` (a UUID) create one booking. Without the header the function generates
a key, so that a lost response from Ampeco can still be resolved.

To switch ports, create a new booking with the old one's reference as `replaces`; the two may overlap until the old one
is canceled. `replaces` is not sent to Ampeco, so it is not part of the comparison of requests with the same key.
"""

from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.decision import CreateBookingCommand
from shared.domain.bookings.replacement import verify_reference
from shared.domain.identifiers import ReferenceSigner
from shared.http_api.observability.metrics import count
from shared.http_api.requests.booking_body import BookingRequestBody
from shared.http_api.requests.parsing import Email, idempotency_key, parse_body
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.responses.submitted import SubmittedBookingResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services
from shared.http_api.security.cdn_signature import visitor


class NewBooking(BookingRequestBody):
    """The body of the request. `replaces`: the reference of the driver's booking that may overlap."""

    email: Email
    replaces: str | None = None

    def command(self, key: UUID | None, references: ReferenceSigner) -> CreateBookingCommand:
        """Return the command for this body; without a key it cannot be a retry.

        Raises InvalidRequest if `replaces` is not a valid reference.
        """
        external_ids = references.external_ids(key or uuid4())
        return CreateBookingCommand(
            location_id=self.location_id,
            window=self.window,
            driver=self.email,
            external_id=external_ids.current,
            earlier_ids=external_ids.earlier,
            retry=key is not None,
            evse_id=self.evse_id,
            criteria=self.criteria,
            replaces=verify_reference(self.replaces, references),
        )


async def create_booking(request: Request, services: Services) -> Response:
    """Return the reference of the booking and the status of its request so far."""
    references = services.references
    command = (await parse_body(request, NewBooking)).command(idempotency_key(request), references)
    count("booking-requested")
    with services.enumeration_limiter.track_failures(visitor(request, services.secrets.proxy_signing_keys())):
        created = await services.bookings.create(command)
    # A retry may match a request under an earlier id.
    reference = references.reference(created.external_id or command.external_id)
    return json_response(SubmittedBookingResponse.from_request(created, reference), NO_STORE, status=201)


handler = lambda_handler(create_booking)
