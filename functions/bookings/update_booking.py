"""POST /api/bookings/{id}/update — the driver moves a booking in time, by its reference alone.

The port stays: Ampeco's `update` has no EVSE. The answer is a reference to the change, whose outcome
`GET /api/bookings/{id}?change=` tells. The header `Idempotency-Key` makes a repeated request the same change.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.changes import booked_under
from shared.http_api.answers import json_answer
from shared.http_api.bodies import NewTimes
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import idempotency_key, parse_body
from shared.http_api.replies.placed import ChangePlacedReply
from shared.http_api.services import Services


async def update_booking(request: Request, services: Services) -> Response:
    """Answer with a reference to Ampeco's request to move."""
    external_id = services.references.external_id(request.path_params["id"])
    wanted = (await parse_body(request, NewTimes)).window
    target = booked_under(services.ampeco, external_id)
    change = await services.changes.move(target, wanted, idempotency_key(request) or uuid4())
    return json_answer(ChangePlacedReply.of(change, services.references), NEVER_KEPT, status=202)


handler = lambda_handler(update_booking)
