"""Bearer-token authentication and roles for admin functions. Fails closed unless all of ADMIN_TOKENS is valid."""

import hashlib
import hmac
from collections.abc import Sequence

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from shared.http_api.errors.problems import ProblemError, problem
from shared.http_api.observability.logs import log_admin
from shared.http_api.runtime.admin_services import AdminEndpoint, AdminServices, admin_services
from shared.http_api.runtime.handler import Endpoint
from shared.http_api.runtime.services import Services
from shared.http_api.runtime.settings import ConfigurationError
from shared.http_api.security.admin_tokens import Admin, AdminToken
from shared.http_api.security.secret_strength import weakness

_SCHEME = "bearer"
_ADMIN = "admin"


def require_admin(endpoint: AdminEndpoint) -> Endpoint:
    """Return `endpoint` with authentication: without a valid token it is not called and nothing is parsed.

    With one it gets the services of admins. Every following log line of the invocation names the admin.
    """

    async def gated(request: Request, services: Services) -> Response:
        admin = check_admin(request.headers.get("authorization", ""), services.secrets.admin_tokens())
        request.scope[_ADMIN] = admin
        log_admin(admin.name)
        return await endpoint(request, admin_services(services))

    return gated


def require_manager(endpoint: AdminEndpoint) -> Endpoint:
    """Return `endpoint` with authentication for writes: only tokens with the role `manager` reach it.

    Raises ProblemError (403) for a viewer, before anything is parsed.
    """

    async def gated(request: Request, services: AdminServices) -> Response:
        if current_admin(request).role != "manager":
            raise ProblemError(problem("manager-required", "Your role is viewer. Nothing was changed."))
        return await endpoint(request, services)

    return require_admin(gated)


def current_admin(request: Request) -> Admin:
    """Return who signed in, in an endpoint behind `require_admin` or `require_manager`."""
    admin: Admin = request.scope[_ADMIN]
    return admin


def check_admin(authorization: str, entries: Sequence[SecretStr]) -> Admin:
    """Return the admin whose token the header `Authorization` contains, comparing all in constant time.

    `entries` is ADMIN_TOKENS. Raises ConfigurationError (503) if it is empty, or an entry is malformed, weak or
    ambiguous, ProblemError (401) if no token matches.
    """
    tokens = _parsed(entries)
    scheme, _, given = authorization.partition(" ")
    digest = _digest(given.strip(" "))
    matches = [hmac.compare_digest(digest, _digest(one.token.get_secret_value())) for one in tokens]
    if scheme.lower() != _SCHEME or not any(matches):
        raise ProblemError(
            problem(
                "unauthorized",
                "This needs an admin token.",
                headers={"WWW-Authenticate": 'Bearer realm="admin"'},
            )
        )
    return tokens[matches.index(True)].admin


def _parsed(entries: Sequence[SecretStr]) -> list[AdminToken]:
    if not entries:
        raise ConfigurationError("ADMIN_TOKENS: not set")
    tokens: list[AdminToken] = []
    for number, entry in enumerate(entries, start=1):
        try:
            tokens.append(AdminToken.parse(entry.get_secret_value()))
        except ValueError as error:
            raise ConfigurationError(f"ADMIN_TOKENS: entry {number}: {error}") from None
        if weak := weakness(tokens[-1].token.get_secret_value()):
            raise ConfigurationError(f"ADMIN_TOKENS: entry {number}: the token is {weak}")
    if len(set(tokens)) > len({one.token for one in tokens}):
        raise ConfigurationError("ADMIN_TOKENS: one token has two names or roles")
    return tokens


def _digest(token: str) -> bytes:
    # Digests have a fixed length, so comparing them does not reveal a token's length.
    return hashlib.sha256(token.encode()).digest()
