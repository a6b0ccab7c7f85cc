"""Admin authentication: who is let in, and that nothing is parsed before."""

import hmac
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from shared.http_api.errors.problems import ProblemError
from shared.http_api.runtime.services import Services
from shared.http_api.runtime.settings import ConfigurationError, Settings
from shared.http_api.security import admin_auth
from shared.http_api.security.admin_auth import check_admin, current_admin, require_admin, require_manager
from shared.http_api.security.admin_tokens import Admin, AdminToken

OLD, NEW = "Old-and-still-good-for-some-time", "New-and-good-for-a-longer-time-than-that"
AN = "Another-one-that-is-as-good-as-both-are"
TOKENS = (SecretStr(NEW), SecretStr(OLD))


@pytest.mark.parametrize("header", [f"Bearer {OLD}", f"Bearer {NEW}", f"bearer {NEW}", f"BEARER  {NEW}"])
def test_each_token_is_accepted(header: str) -> None:
    """Two at a time, so that one can be rotated; the scheme is not case-sensitive (RFC 9110, 11.1)."""
    assert check_admin(header, TOKENS) == Admin("admin", "manager")


def test_a_named_token_is_its_name_and_role() -> None:
    """Also with two tokens of one name, as in a rotation; the name and role are not part of the token."""
    entries = [
        SecretStr(f"reception:viewer:{OLD}"),
        SecretStr(f"Ana.B:manager:{NEW}"),
        SecretStr(f"Ana.B:manager:{AN}"),
    ]

    found = [check_admin(f"Bearer {token}", entries) for token in (OLD, NEW, AN)]

    assert found == [Admin("reception", "viewer"), Admin("Ana.B", "manager"), Admin("Ana.B", "manager")]
    with pytest.raises(ProblemError):
        check_admin(f"Bearer reception:viewer:{OLD}", entries)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (f"ana:{NEW}", "neither name:role:token nor a token alone"),
        (f"ana:manager:{NEW}:x", "neither name:role:token nor a token alone"),
        (f":manager:{NEW}", "the name is not"),
        (f"ana@example.com:manager:{NEW}", "the name is not"),
        (f"7ana:manager:{NEW}", "the name is not"),
        (f"ana bell:manager:{NEW}", "the name is not"),
        (f"{'a' * 33}:manager:{NEW}", "the name is not"),
        (f"ana:Manager:{NEW}", "the role is neither viewer nor manager"),
        (f"ana::{NEW}", "the role is neither viewer nor manager"),
        (f"ana:owner:{NEW}", "the role is neither viewer nor manager"),
        ("ana:viewer:", "the token is shorter than 32 characters"),
        (f"ana:viewer:{NEW[:31]}", "the token is shorter than 32 characters"),
    ],
)
def test_a_bad_entry_closes_every_access(entry: str, why: str) -> None:
    """Also to the good token beside it; the message has the number of the entry, and nothing of it."""
    with pytest.raises(ConfigurationError) as refusal:
        check_admin(f"Bearer {OLD}", [SecretStr(OLD), SecretStr(entry)])

    assert str(refusal.value).startswith(f"ADMIN_TOKENS: entry 2: {why}")
    assert not [part for part in (NEW[:31], "ana:", "owner") if part in str(refusal.value)]


@pytest.mark.parametrize("second", [f"ben:manager:{NEW}", f"ana:viewer:{NEW}", NEW])
def test_one_token_has_one_name_and_role(second: str) -> None:
    """Else the audit log could name another person."""
    with pytest.raises(ConfigurationError, match="two names or roles"):
        check_admin(f"Bearer {NEW}", [SecretStr(f"ana:manager:{NEW}"), SecretStr(second)])


def test_an_entry_is_written_as_it_is_read() -> None:
    """A token alone gets the name and role that it stands for."""
    assert [AdminToken.parse(entry).entry() for entry in (f"ana:viewer:{NEW}", NEW)] == [
        f"ana:viewer:{NEW}",
        f"admin:manager:{NEW}",
    ]


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

    try:
        await require_admin(endpoint)(post(token, receive), with_tokens(f"{NEW},{OLD}"))
    except ProblemError:
        assert not reached

    assert seen == (["endpoint", "body"] if reached else [])


def post(token: str, receive: Receive) -> Request:
    """Return a POST with this token."""
    headers = [(b"authorization", f"Bearer {token}".encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def with_tokens(entries: str) -> Services:
    """Return services with these admin tokens."""
    settings = {"AMPECO_API_URL": "https://x.test/public-api", "AMPECO_API_TOKEN": "t", "ADMIN_TOKENS": entries}
    return Services(Settings.from_environment(settings))


@pytest.mark.parametrize(("token", "status"), [(NEW, None), (OLD, 403), ("wrong", 401)])
async def test_only_a_manager_reaches_a_write(token: str, status: int | None) -> None:
    """A viewer's body is not parsed; the endpoint is told who it is."""
    seen: list[Admin] = []

    async def receive() -> Message:
        raise AssertionError("read before the role was checked")

    async def endpoint(request: Request, _: object) -> Response:
        seen.append(current_admin(request))
        return Response()

    refused = None
    try:
        services = with_tokens(f"ana:manager:{NEW},ben:viewer:{OLD}")
        await require_manager(endpoint)(post(token, receive), services)
    except ProblemError as refusal:
        refused = refusal.problem.status

    assert (refused, seen) == (status, [] if status else [Admin("ana", "manager")])
