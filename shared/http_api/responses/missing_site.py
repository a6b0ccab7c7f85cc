"""Cacheable 404 responses for unknown sites, on public routes only."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import SiteNotFound
from shared.http_api.errors.problems import ProblemError
from shared.http_api.errors.registry import problem_for
from shared.http_api.responses.headers import MISSING_FOR_A_MINUTE
from shared.http_api.runtime.handler import Endpoint
from shared.http_api.runtime.services import Services


def caches_missing_sites(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with cache headers on its response for an unknown site."""

    async def answer(request: Request, services: Services) -> Response:
        try:
            return await endpoint(request, services)
        except SiteNotFound as error:
            problem = problem_for(error)
            if problem is None:
                raise
            raise ProblemError(problem._replace(headers={**problem.headers, **MISSING_FOR_A_MINUTE})) from error

    return answer
