"""POST /api/admin/bookings — book a port for a driver, named by email or by Ampeco's id.

The rules for drivers do not bind here: the start lies ahead, and the booking lasts at most 7 days. An overlap with
another booking of the driver is refused, but for the one that it `replaces`. `Idempotency-Key` as in the public API.
"""

from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import InvalidRequest
from shared.domain.placing import Order
from shared.domain.staff.changing import staff_external_id
from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import json_answer
from shared.http_api.bodies import Wish
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import Email, Id, idempotency_key, parse_body
from shared.http_api.replies.admin.writes import WrittenReply
from shared.http_api.services import Services


class NewBooking(Wish):
    """The body of the request; `replaces` is Ampeco's id of a booking."""

    email: Email | None = None
    user_id: Id | None = None
    replaces: Id | None = None

    def order(self, key: UUID) -> Order:
        """Return the order that this is.

        Raises InvalidRequest unless it names the driver in one way.
        """
        driver = self.email or self.user_id
        if driver is None or (self.email and self.user_id):
            raise InvalidRequest("email", "Give email or userId, one of them.")
        return Order(
            location_id=self.location_id,
            window=self.window,
            driver=driver,
            external_id=staff_external_id(key),
            evse_id=self.evse_id,
            criteria=self.criteria,
            replaces=self.replaces,
        )


async def create_booking(request: Request, services: Services) -> Response:
    """Answer with Ampeco's request, as far as it is decided."""
    key = idempotency_key(request) or uuid4()
    order = (await parse_body(request, NewBooking)).order(key)
    return json_answer(WrittenReply.of(await services.staff_desk.place(order)), NEVER_KEPT, status=201)


handler = lambda_handler(admins_only(create_booking))
