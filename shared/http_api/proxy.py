"""The CDN's signature: where a key is configured, what did not come through the CDN is refused.

Netlify signs each request that it proxies with a JSON Web Signature (HS256, RFC 7515) in `x-nf-sign`:
https://docs.netlify.com/routing/redirects/rewrites-proxies/#signed-proxy-redirects
"""

from collections.abc import Sequence

from pydantic import SecretStr
from starlette.requests import Request

from shared.http_api.problems import Problem, ProblemError

_CLOCKS_DIFFER_SECONDS = 10


def check_proxy(request: Request, keys: Sequence[SecretStr]) -> None:
    """Pass what Netlify signed with one of `keys`, and everything where there is none.

    From then on `request.client` is the visitor, whom the CDN names in a header that anybody else could forge.
    Raises ProblemError (403).
    """
    if not keys:
        return
    if not any(_signed_with(key, request.headers.get("x-nf-sign", "")) for key in keys):
        raise ProblemError(Problem(403, "not-through-the-site", "Not this way", "Please use the site itself."))
    address = request.headers.get("x-nf-client-connection-ip")
    request.scope["client"] = (address, 0) if address else None


def visitor(request: Request, keys: Sequence[SecretStr]) -> str | None:
    """Return the address of the visitor whom the CDN named, None where nobody can be believed: without `keys`.

    The address that the functions see by themselves is then the CDN's, and with it everybody's.
    """
    return request.client.host if keys and request.client else None


def _signed_with(key: SecretStr, signature: str) -> bool:
    import jwt  # noqa: PLC0415 — only where a key is configured: it costs a cold start

    try:
        jwt.decode(
            signature,
            key.get_secret_value(),
            algorithms=["HS256"],
            issuer="netlify",
            leeway=_CLOCKS_DIFFER_SECONDS,
            options={"require": ["exp", "iss"]},
        )
    except jwt.InvalidTokenError:
        return False
    return True
