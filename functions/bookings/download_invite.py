"""GET /api/bookings/{id}/invite.ics — the booking as a calendar file."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.bookings.status import load_booking_status
from shared.http_api.requests.parsing import reader_locale
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.responses.submitted import status_path
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services
from shared.http_api.runtime.settings import Settings
from shared.ics.invite import Contact, InvitedBooking, invite


async def download_invite(request: Request, services: Services) -> Response:
    """Return an iCalendar file with one event."""
    reference = request.path_params["id"]
    external_id = services.references.external_id(reference)
    view = await load_booking_status(services.ampeco, services.catalog, external_id, now=services.now())
    contact = _contact(services.settings, reference)
    file = invite(InvitedBooking.from_view(view, external_id), reader_locale(request), services.now(), contact)
    headers = NO_STORE | {"Content-Disposition": 'attachment; filename="booking.ics"'}
    return Response(file, headers=headers, media_type="text/calendar; charset=utf-8")


def _contact(settings: Settings, reference: str) -> Contact:
    origin = str(settings.site_url).rstrip("/") if settings.site_url else None
    return Contact(
        site_url=origin,
        link=f"{origin}{status_path(reference)}" if origin else None,
        phone=settings.support_phone,
    )


handler = lambda_handler(download_invite)
