"""Bearer-token authentication for admin functions. Fails closed when no strong token is configured."""

import hashlib
import hmac
from collections.abc import Sequence

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.errors.problems import ProblemError, problem
from shared.http_api.runtime.handler import Endpoint
from shared.http_api.runtime.services import Services
from shared.http_api.runtime.settings import ConfigurationError
from shared.http_api.security.secret_strength import weakness

_SCHEME = "bearer"


def require_admin(endpoint: Endpoint) -> Endpoint:
    """Return `endpoint` with authentication: without a valid token it is not called and nothing is parsed."""

    async def gated(request: Request, services: Services) -> Response:
        check_admin(request.headers.get("authorization", ""), services.secrets.admin_tokens())
        return await endpoint(request, services)

    return gated


def check_admin(authorization: str, tokens: Sequence[SecretStr]) -> None:
    """Check that the header `Authorization` contains one of `tokens`, comparing all in constant time.

    Raises ConfigurationError (503) if none is set or one is weak, ProblemError (401) otherwise.
    """
    if not tokens:
        raise ConfigurationError("ADMIN_TOKENS: not set")
    for token in tokens:
        if weak := weakness(token.get_secret_value()):
            raise ConfigurationError(f"ADMIN_TOKENS: one is {weak}")
    scheme, _, given = authorization.partition(" ")
    digest = _digest(given.strip(" "))
    matches = [hmac.compare_digest(digest, _digest(token.get_secret_value())) for token in tokens]
    if scheme.lower() != _SCHEME or not any(matches):
        raise ProblemError(
            problem(
                "unauthorized",
                "This needs an admin token.",
                headers={"WWW-Authenticate": 'Bearer realm="admin"'},
            )
        )


def _digest(token: str) -> bytes:
    # Digests have a fixed length, so comparing them does not reveal a token's length.
    return hashlib.sha256(token.encode()).digest()
