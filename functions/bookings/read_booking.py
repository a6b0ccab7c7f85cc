"""GET /api/bookings/{id} — the status of a booking, by its reference.

With `?change=` (the reference that a cancellation or a reschedule returned) also the outcome of that change.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.status import load_booking_status
from shared.http_api.observability.decisions import count_decision
from shared.http_api.requests.parsing import reader_locale
from shared.http_api.responses.base import json_response
from shared.http_api.responses.booking import BookingResponse
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services


async def read_booking(request: Request, services: Services) -> Response:
    """Return the current state of the booking at Ampeco."""
    reference, change = request.path_params["id"], request.query_params.get("change")
    external_id = services.references.external_id(reference)
    change_id = services.references.external_id(change) if change is not None else None
    now = services.now()
    view = await load_booking_status(services.ampeco, services.catalog, external_id, change_id, now=now)
    count_decision(view.request, now)
    response = BookingResponse.from_view(view, reference, reader_locale(request), now, services.references)
    return json_response(response, NO_STORE)


handler = lambda_handler(read_booking)
