"""GET /api/bookings/{id} — a booking, by the reference that its making gave."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.following import follow
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import reader_locale
from shared.http_api.replies.bookings import BookingReply
from shared.http_api.services import Services


async def read_booking(request: Request, services: Services) -> Response:
    """Answer with what Ampeco says of the booking now."""
    reference = request.path_params["id"]
    external_id = services.references.external_id(reference)
    followed = await follow(services.ampeco, services.catalogue, external_id)
    return json_answer(BookingReply.of(followed, reference, reader_locale(request), services.now()), NEVER_KEPT)


handler = lambda_handler(read_booking)
