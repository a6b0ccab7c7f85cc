"""POST /api/bookings — book a port for a driver of the operator's app.

The header `Idempotency-Key` (a UUID) makes a repeated request the same attempt. Without it the function makes a key of
its own, so that even then a lost reply from Ampeco can be settled.
"""

from typing import Annotated, Self
from uuid import UUID, uuid4

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from shared.ampeco_client import ConnectorType, CurrentType, EvseCriteria
from shared.domain.placing import Order
from shared.domain.references import external_id_of
from shared.domain.windows import Window
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import Body, Email, Id, MinuteInstant, idempotency_key, parse_body
from shared.http_api.replies.bookings import PlacedReply
from shared.http_api.services import Services

Kilowatts = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class Criteria(Body):
    """What the port must offer where the driver leaves the choice to Ampeco."""

    connector_type: Annotated[ConnectorType, Field(strict=False)] | None = None
    current_type: Annotated[CurrentType, Field(strict=False)] | None = None
    min_power: Kilowatts | None = None
    max_power: Kilowatts | None = None

    def for_ampeco(self) -> EvseCriteria | None:
        """Return the same for Ampeco, None when any port will do."""
        given = self.model_dump(exclude_none=True)
        return EvseCriteria(**given) if given else None


class NewBooking(Body):
    """The body of the request."""

    location_id: Id
    evse_id: Id | None = None
    evse_criteria: Criteria | None = None
    start_at: MinuteInstant
    end_at: MinuteInstant
    email: Email

    @model_validator(mode="after")
    def _one_way_of_choosing(self) -> Self:
        if self.evse_id is not None and self.evse_criteria is not None:
            raise ValueError("Give evseId or evseCriteria, not both.")
        return self

    def order(self, key: UUID) -> Order:
        """Return the order that this is."""
        return Order(
            location_id=self.location_id,
            window=Window(self.start_at, self.end_at),
            email=self.email,
            external_id=external_id_of(key),
            evse_id=self.evse_id,
            criteria=self.evse_criteria.for_ampeco() if self.evse_criteria else None,
        )


async def create_booking(request: Request, services: Services) -> Response:
    """Answer with the reference of the booking and with what Ampeco says of the request so far."""
    key = idempotency_key(request) or uuid4()
    order = (await parse_body(request, NewBooking)).order(key)
    reference = services.references.reference(order.external_id)
    placed = await services.desk.place(order)
    return json_answer(PlacedReply.of(placed, reference), NEVER_KEPT, status=201)


handler = lambda_handler(create_booking)
