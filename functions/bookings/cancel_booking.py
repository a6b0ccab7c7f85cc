"""POST /api/bookings/{id}/cancel — cancel a booking by its reference.

The response contains a reference to the change; `GET /api/bookings/{id}?change=` returns its outcome. Repeating the
request with the same header `Idempotency-Key` does not submit it again.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.change import BookingChangeService, target_by_external_id
from shared.http_api.requests.parsing import idempotency_key
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.responses.submitted import SubmittedChangeResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services


async def cancel_booking(request: Request, services: Services) -> Response:
    """Return a reference to Ampeco's request to cancel."""
    external_id = services.references.external_id(request.path_params["id"])
    target = target_by_external_id(services.ampeco, external_id)
    change = await services.get(BookingChangeService).cancel(target, idempotency_key(request) or uuid4())
    return json_response(SubmittedChangeResponse.from_change(change, services.references), NO_STORE, status=202)


handler = lambda_handler(cancel_booking)
