"""POST /api/admin/bookings/{bookingId}/switch — switch a booking from a port to another one of its site.

With `toEvseId` and times to that port; without, for the same time (of a booking that has begun, for the rest of it) to
a free port that has all its plugs. Ampeco cannot change the port of a booking, so a new one is created, and once it is
approved the old one is canceled: by this function, or by the next reader of one of the two or of the request.
Repeating it does not switch twice: the request under way is returned. `GET /api/admin/requests/{requestId}` returns
the outcome.
"""

from typing import Self

from pydantic import model_validator
from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.switch_booking import AdminSwitchService, Destination
from shared.domain.errors import BookingNotFound
from shared.domain.timeutil.intervals import Window
from shared.http_api.requests.parsing import Body, Id, MinuteInstant, parse_body, path_id
from shared.http_api.responses.admin.submitted_request import SwitchRequestResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_manager


class SwitchBody(Body):
    """The port that the booking has, and leaves: a booking on another one is not switched. And where it goes to."""

    evse_id: Id
    to_evse_id: Id | None = None
    start_at: MinuteInstant | None = None
    end_at: MinuteInstant | None = None

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        if len({self.to_evse_id is None, self.start_at is None, self.end_at is None}) > 1:
            raise ValueError("Give toEvseId, startAt and endAt together, or none of them.")
        return self

    @property
    def destination(self) -> Destination | None:
        """The chosen port and time, None to keep the time and take a free port."""
        if self.to_evse_id is None or self.start_at is None or self.end_at is None:
            return None
        return Destination(self.to_evse_id, Window(self.start_at, self.end_at))


async def switch_booking(request: Request, services: AdminServices) -> Response:
    """Return Ampeco's request for the new booking, with its status so far, and the new port."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    body = await parse_body(request, SwitchBody)
    created = await services.get(AdminSwitchService).switch(booking_id, body.evse_id, body.destination)
    labels = await services.common.catalog.labels({created.evse_id} if created.evse_id is not None else set())
    return json_response(SwitchRequestResponse.from_created(created, labels), NO_STORE, status=202)


handler = lambda_handler(require_manager(switch_booking))
