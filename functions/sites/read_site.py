"""GET /api/sites/{siteId} — one site with its bookable ports."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.answers import age_headers, json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import KEPT_A_MINUTE
from shared.http_api.parsing import path_site_id, reader_locale
from shared.http_api.replies.sites import SiteReply
from shared.http_api.services import Services


async def read_site(request: Request, services: Services) -> Response:
    """Answer with the site, in the reader's language (`?locale=`)."""
    site_id = path_site_id(request)
    copy = await services.catalogue.site(site_id)
    as_of = services.now() - timedelta(seconds=copy.age_seconds)
    reply = SiteReply.of_site(copy.value, reader_locale(request), as_of)
    return json_answer(reply, KEPT_A_MINUTE | age_headers(copy))


handler = lambda_handler(read_site)
