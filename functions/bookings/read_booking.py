"""GET /api/bookings/{id} — a booking, by the reference that its making gave.

With `?change=` (the reference that a cancellation or a move gave) also what became of that change.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.following import follow
from shared.http_api.answers import json_answer
from shared.http_api.decisions import count_decision
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import reader_locale
from shared.http_api.replies.bookings import BookingReply
from shared.http_api.services import Services


async def read_booking(request: Request, services: Services) -> Response:
    """Answer with what Ampeco says of the booking now."""
    reference, change = request.path_params["id"], request.query_params.get("change")
    external_id = services.references.external_id(reference)
    change_id = services.references.external_id(change) if change is not None else None
    followed = await follow(services.ampeco, services.catalogue, external_id, change_id)
    now = services.now()
    count_decision(followed.request, now)
    return json_answer(BookingReply.of(followed, reference, reader_locale(request), now), NEVER_KEPT)


handler = lambda_handler(read_booking)
