"""POST /api/bookings — book a port for a driver of the operator's app.

Requests with the same header `Idempotency-Key` (a UUID) create one booking. Without the header the function generates
a key, so that a lost response from Ampeco can still be resolved.

With `replaces`, the reference of a booking, the port is switched: the new booking is at the same site and within the
time of the old one, and may overlap with it. `email` can be left out, and minimum notice does not apply; a `startAt`
that has passed means now. Once the charging network approves the new booking, the next reader of one of the two cancels
the old one. A booking has one replacement at a time, so the reference of the new one depends on the old one
only, not on `Idempotency-Key`; `booking-not-changeable` if another one is under way.
"""

from functools import partial
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.create import BookingService
from shared.domain.bookings.decision import CreateBookingCommand
from shared.domain.bookings.switch_port import SwitchCommand, SwitchService, verify_reference
from shared.domain.errors import InvalidRequest
from shared.domain.identifiers import ReferenceSigner, replacement_id
from shared.http_api.observability.metrics import count, timed_creation
from shared.http_api.requests.booking_body import BookingRequestBody
from shared.http_api.requests.parsing import Email, idempotency_key, parse_body
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.responses.submitted import SubmittedBookingResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services
from shared.http_api.security.cdn_signature import visitor


class NewBooking(BookingRequestBody):
    """The body of the request. `replaces`: the reference of the booking whose port is switched; `email` without it."""

    email: Email | None = None
    replaces: str | None = None

    def command(self, key: UUID | None, references: ReferenceSigner) -> CreateBookingCommand:
        """Return the command for this body; without a key it cannot be a retry.

        Raises InvalidRequest without an email.
        """
        if self.email is None:
            raise InvalidRequest("email", "This field is required.")
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
        )

    def switch(self, replaced: str, references: ReferenceSigner) -> SwitchCommand:
        """Return the command for this body, which replaces the booking with the reference `replaced`.

        Raises InvalidRequest if it is not a valid reference.
        """
        return SwitchCommand(
            replaces=verify_reference(replaced, references),
            location_id=self.location_id,
            window=self.window,
            driver=self.email,
            evse_id=self.evse_id,
            criteria=self.criteria,
        )


async def create_booking(request: Request, services: Services) -> Response:
    """Return the reference of the booking and the status of its request so far."""
    references, key = services.references, idempotency_key(request)
    body = await parse_body(request, NewBooking)
    if body.replaces is None:
        command = body.command(key, references)
        external_id, create = command.external_id, partial(services.get(BookingService).create, command)
    else:
        switch = body.switch(body.replaces, references)
        external_id, create = replacement_id(switch.replaces), partial(services.get(SwitchService).switch, switch)
    count("booking-requested")
    with (
        services.enumeration_limiter.track_failures(visitor(request, services.secrets.proxy_signing_keys())),
        timed_creation(),
    ):
        created = await create()
    # A retry may match a request under an earlier id.
    reference = references.reference(created.external_id or external_id)
    return json_response(SubmittedBookingResponse.from_request(created, reference), NO_STORE, status=201)


handler = lambda_handler(create_booking)
