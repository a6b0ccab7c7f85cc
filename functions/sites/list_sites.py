"""GET /api/sites — every site with at least one bookable port."""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.requests.parsing import reader_locale
from shared.http_api.responses.base import age_headers, json_response
from shared.http_api.responses.headers import CACHE_ONE_MINUTE, NO_STORE
from shared.http_api.responses.site import SiteCardResponse, SiteListResponse
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.rate_reserve import reserves_calls_for_bookings
from shared.http_api.runtime.services import Services


async def list_sites(request: Request, services: Services) -> Response:
    """Return the sites, with texts in the requested language (`?locale=`)."""
    locale = reader_locale(request)
    cached = await services.catalog.sites()
    body = services.site_list_cache.get_or_render(
        cached.value,
        locale,
        lambda: SiteListResponse(
            sites=tuple(SiteCardResponse.from_overview(site, locale) for site in cached.value)
        ).to_json_bytes(),
    )
    # An empty list may be a transient error: it must not stay in caches.
    cache_headers = CACHE_ONE_MINUTE if cached.value else NO_STORE
    return json_response(body, cache_headers | age_headers(cached))


handler = lambda_handler(reserves_calls_for_bookings(list_sites))
