"""POST /api/bookings — book a port for a driver of the operator's app.

The header `Idempotency-Key` (a UUID) makes a repeated request the same attempt. Without it the function makes a key of
its own, so that even then a lost reply from Ampeco can be settled.

Another port for a booking is a new booking: with the old one's reference as `replaces` the two may overlap, until the
old one is cancelled. Ampeco is told nothing of it, so the same key with another `replaces` is still the same order.
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
    """The body of the request. `replaces`: the reference of the driver's booking that an overlap is meant with."""

    email: Email
    replaces: str | None = None

    def command(self, key: UUID | None, references: ReferenceSigner) -> CreateBookingCommand:
        """Return the order that this is; without a key it cannot be a retry.

        Raises InvalidRequest for a `replaces` that is no reference.
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
    """Answer with the reference of the booking and with what Ampeco says of the request so far."""
    references = services.references
    command = (await parse_body(request, NewBooking)).command(idempotency_key(request), references)
    count("booking-requested")
    with services.enumeration_limiter.track_failures(visitor(request, services.secrets.proxy_signing_keys())):
        created = await services.bookings.create(command)
    # Of a retry it may be an earlier id that the request stands under.
    reference = references.reference(created.external_id or command.external_id)
    return json_response(SubmittedBookingResponse.from_request(created, reference), NO_STORE, status=201)


handler = lambda_handler(create_booking)
