"""The 404 of a site, as a CDN may keep it: on routes that anybody may read, and on no other."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import SiteNotFound
from shared.http_api.error_table import problem_for
from shared.http_api.handler import Endpoint
from shared.http_api.headers import MISSING_FOR_A_MINUTE
from shared.http_api.problems import ProblemError
from shared.http_api.services import Services


def keeps_missing_sites(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with lifetimes on its answer to a site that there is not."""

    async def answer(request: Request, services: Services) -> Response:
        try:
            return await endpoint(request, services)
        except SiteNotFound as error:
            problem = problem_for(error)
            if problem is None:
                raise
            raise ProblemError(problem._replace(headers={**problem.headers, **MISSING_FOR_A_MINUTE})) from error

    return answer
