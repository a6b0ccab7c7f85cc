"""Errors, reprs and logs contain neither the token nor personal data."""

import logging
import traceback
from collections.abc import Callable, Iterator

import httpx
import pytest
import respx
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient, AmpecoError, UserFilters

TOKEN = "t0ken"
EMAIL = "driver@example.com"
PHONE = "+1 555 0100"
HASH = "$2y$10$hashhashhash"
RECORD = {"id": "none", "email": EMAIL, "phone": PHONE, "password": HASH}

FAILURES: dict[str, httpx.Response | Exception] = {
    "unauthorized": httpx.Response(401, json={"message": "Unauthenticated."}),
    "rejected": httpx.Response(422, json={"message": "Invalid.", "errors": {"filter.email": ["Invalid."]}}),
    "too many": httpx.Response(429),
    "server error": httpx.Response(500, text=f"<html>{EMAIL} {TOKEN}</html>"),
    "no json": httpx.Response(200, text=f"{EMAIL} {TOKEN}"),
    "odd record": httpx.Response(200, json={"data": [RECORD] * 6}),
    "no record": httpx.Response(200, json={"data": [EMAIL, PHONE] * 3}),
    "foreign link": httpx.Response(200, json={"data": [], "links": {"next": f"https://other.test/?email={EMAIL}"}}),
    "reset": httpx.ReadError("reset"),
    "timeout": httpx.ConnectTimeout("late"),
    "quoting": httpx.LocalProtocolError(f"Illegal header value b'Bearer {TOKEN}'"),
}


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Return everything that is logged, at the most detailed level."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_a_failure_reveals_no_secret(
    failure: httpx.Response | Exception, client: AmpecoClient, ampeco: respx.MockRouter, logs: pytest.LogCaptureFixture
) -> None:
    """For each kind of failure, in the error's text and in the log."""
    ampeco.get("/resources/users/v1.0").mock(side_effect=[failure] * 6)

    with pytest.raises(AmpecoError) as caught:
        await client.list_users(UserFilters(email=EMAIL)).all()

    said = f"{caught.value!r} {caught.value} {caught.value.__dict__} {logs.text}"
    assert not [secret for secret in (TOKEN, EMAIL, PHONE, HASH) if secret in said]


@pytest.mark.parametrize("failure", ["odd record", "no json", "no record", "foreign link", "timeout"])
async def test_a_logged_traceback_reveals_no_secret(
    failure: str, client: AmpecoClient, ampeco: respx.MockRouter
) -> None:
    """The causes of an error are printed with it, and contain nothing of the record."""
    ampeco.get("/resources/users/v1.0").mock(side_effect=[FAILURES[failure]] * 6)

    with pytest.raises(AmpecoError) as caught:
        await client.list_users(UserFilters(email=EMAIL)).all()

    said = "".join(traceback.format_exception(caught.value))
    assert "UnexpectedResponse" in said or "Timeout" in said
    assert not [secret for secret in (TOKEN, EMAIL, PHONE, HASH) if secret in said]


async def test_a_success_logs_no_secret(
    client: AmpecoClient, ampeco: respx.MockRouter, logs: pytest.LogCaptureFixture
) -> None:
    """The HTTP library would log each URL, and with it the email in a filter."""
    ampeco.get("/resources/users/v1.0").respond(json={"data": [RECORD | {"id": "41"}]})

    await client.list_users(UserFilters(email=EMAIL)).all()

    assert EMAIL not in logs.text
    assert EMAIL.replace("@", "%40") not in logs.text


async def test_the_error_of_an_invalid_token_does_not_quote_it(connect: Callable[..., AmpecoClient]) -> None:
    """A line break at the end of a secret is a common mistake."""
    async with connect(token=lambda: SecretStr(f"{TOKEN}\n")) as client:
        with pytest.raises(ValueError, match="token") as caught:
            await client.read_user(41)

    assert TOKEN not in "".join(traceback.format_exception(caught.value))


def test_the_repr_of_the_client_hides_its_token(client: AmpecoClient) -> None:
    assert TOKEN not in f"{client!r} {vars(client)}"


def test_http_libraries_do_not_log_urls(connect: Callable[..., AmpecoClient], monkeypatch: pytest.MonkeyPatch) -> None:
    """A filter in a URL can be a person's email."""
    for library in ("httpx", "httpcore"):
        monkeypatch.setattr(logging.getLogger(library), "level", logging.NOTSET)

    connect()

    assert [logging.getLogger(library).level for library in ("httpx", "httpcore")] == [logging.WARNING] * 2
