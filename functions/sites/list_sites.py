"""GET /api/sites — every site with at least one bookable port."""

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.answers import age_headers, json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import KEPT_A_MINUTE, NEVER_KEPT
from shared.http_api.parsing import reader_locale
from shared.http_api.replies.sites import SiteCard, SiteList
from shared.http_api.reserve import leaves_calls_for_bookings
from shared.http_api.services import Services


async def list_sites(request: Request, services: Services) -> Response:
    """Answer with the catalogue, in the reader's language (`?locale=`)."""
    locale = reader_locale(request)
    copy = await services.catalogue.sites()
    body = services.site_lists.of(
        copy.value, locale, lambda: SiteList(sites=tuple(SiteCard.of(site, locale) for site in copy.value)).json_bytes()
    )
    # An empty list may be a slip of the network's: everybody would be told of it for as long as it is kept.
    kept = KEPT_A_MINUTE if copy.value else NEVER_KEPT
    return json_answer(body, kept | age_headers(copy))


handler = lambda_handler(leaves_calls_for_bookings(list_sites))
