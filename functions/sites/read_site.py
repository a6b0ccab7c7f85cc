"""GET /api/sites/{siteId} — one site with its bookable ports."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.answers import age_headers, json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import KEPT_A_MINUTE, NOT_YET_WHOLE
from shared.http_api.missing_sites import keeps_missing_sites
from shared.http_api.parsing import path_site_id, reader_locale
from shared.http_api.replies.sites import SiteReply
from shared.http_api.reserve import leaves_calls_for_bookings
from shared.http_api.services import Services


async def read_site(request: Request, services: Services) -> Response:
    """Answer with the site, in the reader's language (`?locale=`)."""
    site_id = path_site_id(request)
    copy = await services.catalogue.site(site_id)
    as_of = services.now() - timedelta(seconds=copy.age_seconds)
    reply = SiteReply.of_site(copy.value, reader_locale(request), as_of)
    lifetime = KEPT_A_MINUTE if copy.value.complete else NOT_YET_WHOLE
    return json_answer(reply, lifetime | age_headers(copy))


handler = lambda_handler(leaves_calls_for_bookings(keeps_missing_sites(read_site)))
