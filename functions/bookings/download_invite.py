"""GET /api/bookings/{id}/invite.ics — the booking for the driver's own calendar."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.following import follow
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import reader_locale
from shared.http_api.replies.invite import invite
from shared.http_api.replies.placed import status_path
from shared.http_api.services import Services


async def download_invite(request: Request, services: Services) -> Response:
    """Answer with an iCalendar file of one event."""
    reference = request.path_params["id"]
    external_id = services.references.external_id(reference)
    followed = await follow(services.ampeco, services.catalogue, external_id)
    site = services.settings.site_url
    link = f"{str(site).rstrip('/')}{status_path(reference)}" if site else None
    file = invite(followed, external_id, reader_locale(request), services.now(), link)
    headers = NEVER_KEPT | {"Content-Disposition": 'attachment; filename="booking.ics"'}
    return Response(file, headers=headers, media_type="text/calendar; charset=utf-8")


handler = lambda_handler(download_invite)
