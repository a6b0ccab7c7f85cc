"""GET /api/sites/{siteId} — one site with its bookable ports."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.requests.parsing import path_site_id, reader_locale
from shared.http_api.responses.base import age_headers, json_response
from shared.http_api.responses.headers import CACHE_ONE_MINUTE, NOT_YET_WHOLE
from shared.http_api.responses.missing_site import caches_missing_sites
from shared.http_api.responses.site import SiteResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.rate_reserve import reserves_calls_for_bookings
from shared.http_api.runtime.services import Services


async def read_site(request: Request, services: Services) -> Response:
    """Return the site, with texts in the requested language (`?locale=`)."""
    site_id = path_site_id(request)
    cached = await services.catalog.site(site_id)
    as_of = services.now() - timedelta(seconds=cached.age_seconds)
    reply = SiteResponse.from_site_detail(cached.value, reader_locale(request), as_of)
    lifetime = CACHE_ONE_MINUTE if cached.value.complete else NOT_YET_WHOLE
    return json_response(reply, lifetime | age_headers(cached))


handler = lambda_handler(reserves_calls_for_bookings(caches_missing_sites(read_site)))
