"""Verification of the CDN's signature: with a key configured, requests that bypass the CDN are rejected.

Netlify signs each request that it proxies with a JSON Web Signature (HS256, RFC 7515) in `x-nf-sign`:
https://docs.netlify.com/routing/redirects/rewrites-proxies/#signed-proxy-redirects
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import jwt
from pydantic import SecretStr
from starlette.requests import Request

from shared.http_api.errors.problems import ProblemError, problem
from shared.http_api.runtime.settings import Settings

_CLOCK_SKEW_SECONDS = 10


def check_cdn_signature(request: Request, keys: Sequence[SecretStr], settings: Settings) -> None:
    """Check that Netlify signed the request with one of `keys` for the configured site; without keys accept all.

    If verified, `request.client` is the visitor's address, from a header that others could forge.
    Raises ProblemError (403).
    """
    if not keys:
        return
    signature = request.headers.get("x-nf-sign", "")
    claims = [_claims(key, signature) for key in keys]
    if not any(found is not None and _is_of_the_site(found, settings) for found in claims):
        raise ProblemError(problem("not-through-the-site", "Please use the booking site."))
    address = request.headers.get("x-nf-client-connection-ip")
    request.scope["client"] = (address, 0) if address else None


def visitor(request: Request, keys: Sequence[SecretStr]) -> str | None:
    """Return the visitor's address as the CDN reports it, None without `keys`.

    Without a verified CDN the only known address is the CDN's own, shared by all visitors.
    """
    return request.client.host if keys and request.client else None


def _claims(key: SecretStr, signature: str) -> Mapping[str, Any] | None:
    """Return the claims of a signature made with `key`, None if it is invalid."""
    try:
        claims: Mapping[str, Any] = jwt.decode(
            signature,
            key.get_secret_value(),
            algorithms=["HS256"],
            issuer="netlify",
            leeway=_CLOCK_SKEW_SECONDS,
            options={"require": ["exp", "iss"]},
        )
    except jwt.InvalidTokenError:
        return None
    return claims


def _is_of_the_site(claims: Mapping[str, Any], settings: Settings) -> bool:
    """Return whether a signature is from a deploy of the configured site: previews or other sites may have the key."""
    site = settings.proxy_site_url
    return claims.get("deploy_context") in settings.proxy_deploy_contexts and (
        site is None or _host(claims.get("site_url")) == site.host
    )


def _host(url: object) -> str | None:
    try:
        return urlsplit(str(url)).hostname
    except ValueError:
        return None
