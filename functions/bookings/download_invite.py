"""GET /api/bookings/{id}/invite.ics — the booking for the driver's own calendar."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.following import follow
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import reader_locale
from shared.http_api.replies.invite import Contact, invite
from shared.http_api.replies.placed import status_path
from shared.http_api.services import Services
from shared.http_api.settings import Settings


async def download_invite(request: Request, services: Services) -> Response:
    """Answer with an iCalendar file of one event."""
    reference = request.path_params["id"]
    external_id = services.references.external_id(reference)
    followed = await follow(services.ampeco, services.catalogue, external_id)
    contact = _contact(services.settings, reference)
    file = invite(followed, external_id, reader_locale(request), services.now(), contact)
    headers = NEVER_KEPT | {"Content-Disposition": 'attachment; filename="booking.ics"'}
    return Response(file, headers=headers, media_type="text/calendar; charset=utf-8")


def _contact(settings: Settings, reference: str) -> Contact:
    origin = str(settings.site_url).rstrip("/") if settings.site_url else None
    return Contact(
        site_url=origin,
        link=f"{origin}{status_path(reference)}" if origin else None,
        phone=settings.support_phone,
    )


handler = lambda_handler(download_invite)
