"""POST /api/bookings — book a port for a driver of the operator's app.

The header `Idempotency-Key` (a UUID) makes a repeated request the same attempt. Without it the function makes a key of
its own, so that even then a lost reply from Ampeco can be settled.

Another port for a booking is a new booking: with the old one's reference as `replaces` the two may overlap, until the
old one is cancelled. Ampeco is told nothing of it, so the same key with another `replaces` is still the same order.
"""

from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.placing import Order
from shared.domain.references import References
from shared.domain.replacing import proven
from shared.http_api.answers import json_answer
from shared.http_api.bodies import Wish
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.metrics import count
from shared.http_api.parsing import Email, idempotency_key, parse_body
from shared.http_api.proxy import visitor
from shared.http_api.replies.placed import PlacedReply
from shared.http_api.services import Services


class NewBooking(Wish):
    """The body of the request. `replaces`: the reference of the driver's booking that an overlap is meant with."""

    email: Email
    replaces: str | None = None

    def order(self, key: UUID | None, references: References) -> Order:
        """Return the order that this is; without a key it cannot be a retry.

        Raises InvalidRequest for a `replaces` that is no reference.
        """
        external_ids = references.external_ids(key or uuid4())
        return Order(
            location_id=self.location_id,
            window=self.window,
            driver=self.email,
            external_id=external_ids.current,
            earlier_ids=external_ids.earlier,
            retry=key is not None,
            evse_id=self.evse_id,
            criteria=self.criteria,
            replaces=proven(self.replaces, references),
        )


async def create_booking(request: Request, services: Services) -> Response:
    """Answer with the reference of the booking and with what Ampeco says of the request so far."""
    references = services.references
    order = (await parse_body(request, NewBooking)).order(idempotency_key(request), references)
    count("booking-asked")
    with services.guesses.counted(visitor(request, services.secrets.proxy_signing_keys())):
        placed = await services.desk.place(order)
    # Of a retry it may be an earlier id that the request stands under.
    reference = references.reference(placed.external_id or order.external_id)
    return json_answer(PlacedReply.of(placed, reference), NEVER_KEPT, status=201)


handler = lambda_handler(create_booking)
