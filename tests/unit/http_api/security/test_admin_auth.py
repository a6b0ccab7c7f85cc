"""Admin authentication: who is let in, and that nothing is parsed before."""

import hmac
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from shared.http_api.errors.problems import ProblemError
from shared.http_api.runtime.services import Services
from shared.http_api.runtime.settings import ConfigurationError, Settings
from shared.http_api.security import admin_auth
from shared.http_api.security.admin_auth import check_admin, require_admin

OLD, NEW = "Old-and-still-good-for-some-time", "New-and-good-for-a-longer-time-than-that"
TOKENS = (SecretStr(NEW), SecretStr(OLD))


@pytest.mark.parametrize("header", [f"Bearer {OLD}", f"Bearer {NEW}", f"bearer {NEW}", f"BEARER  {NEW}"])
def test_each_token_is_accepted(header: str) -> None:
    """Two at a time, so that one can be rotated; the scheme is not case-sensitive (RFC 9110, 11.1)."""
    check_admin(header, TOKENS)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        NEW,
        f"Basic {NEW}",
        f"Bearer{NEW}",
        f"Bearer {NEW.upper()}",
        f"Bearer {NEW}x",
        f"Bearer {NEW}\x00",
        f"Bearer {NEW}\xa0",
        f"Bearer {NEW}\t",
        f"Bearer {NEW[:-1]}",
        f"Bearer {NEW},{OLD}",
        f"Bearer {NEW} {OLD}",
        f"Bearer {NEW}, Bearer {NEW}",
    ],
)
def test_everything_else_is_rejected(header: str) -> None:
    """Half a token, a longer one, another scheme, two tokens at once."""
    with pytest.raises(ProblemError) as refusal:
        check_admin(header, TOKENS)

    problem = refusal.value.problem
    assert (problem.status, problem.kind) == (401, "unauthorized")
    assert problem.headers == {"WWW-Authenticate": 'Bearer realm="admin"'}
    assert NEW not in repr(refusal.value)


@pytest.mark.parametrize(
    "tokens", [(), ("short",), (OLD[:31],), ("a" * 40,), (NEW, "short"), ("short", NEW), (NEW, "ab" * 20)]
)
@pytest.mark.parametrize("header", ["", f"Bearer {NEW}", "Bearer short", "Bearer"])
def test_without_strong_tokens_every_request_is_rejected(tokens: tuple[str, ...], header: str) -> None:
    """A weak token beside a strong one closes access as well; the message has no value."""
    with pytest.raises(ConfigurationError) as refusal:
        check_admin(header, [SecretStr(token) for token in tokens])

    assert str(refusal.value).startswith("ADMIN_TOKENS: ")
    assert not [token for token in tokens if token in str(refusal.value).replace("shorter", "")]


@pytest.mark.parametrize("header", [f"Bearer {NEW}", f"Bearer {OLD}", "Bearer wrong", "Basic x"])
def test_every_token_is_compared_by_digest(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    """In constant time and completely: neither match, length nor scheme can be timed."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return hmac.compare_digest(given, expected)

    monkeypatch.setattr(admin_auth, "hmac", SimpleNamespace(compare_digest=compare))
    try:
        check_admin(header, TOKENS)
    except ProblemError:
        assert header not in {f"Bearer {NEW}", f"Bearer {OLD}"}

    assert [(len(given), len(expected)) for given, expected in compared] == [(32, 32), (32, 32)]


@pytest.mark.parametrize(("token", "reached"), [(NEW, True), ("wrong", False)])
async def test_the_endpoint_is_called_only_after_authentication(*, token: str, reached: bool) -> None:
    """The body is not parsed before."""
    seen: list[str] = []

    async def receive() -> Message:
        seen.append("body")
        return {"type": "http.request", "body": b"{}"}

    async def endpoint(request: Request, _: object) -> Response:
        seen.append("endpoint")
        await request.body()
        return Response()

    scope = {"type": "http", "method": "POST", "headers": [(b"authorization", f"Bearer {token}".encode())]}
    settings = {"AMPECO_API_URL": "https://x.test/public-api", "AMPECO_API_TOKEN": "t", "ADMIN_TOKENS": f"{NEW},{OLD}"}
    services = Services(Settings.from_environment(settings))
    try:
        await require_admin(endpoint)(Request(scope, receive), services)
    except ProblemError:
        assert not reached

    assert seen == (["endpoint", "body"] if reached else [])
