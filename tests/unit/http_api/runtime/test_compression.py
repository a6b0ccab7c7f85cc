"""Functions compress long responses for clients that accept it: API Gateway's HTTP APIs do not."""

import base64
import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.lambda_calls import LambdaContext, http_event

SETTINGS = {"AMPECO_API_URL": "http://127.0.0.1:9/public-api", "AMPECO_API_TOKEN": "token"}
LONG = "a start, and another start; " * 100


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    before = replace_services(Services(Settings.from_environment(SETTINGS)))
    yield
    replace_services(before)


def answer(text: str, accept_encoding: str | None) -> dict[str, Any]:
    """Return what API Gateway gets from a function that responds with `text`."""

    async def say(_request: Request, _services: Services) -> Response:
        return PlainTextResponse(text)

    headers = {} if accept_encoding is None else {"accept-encoding": accept_encoding}
    return lambda_handler(say)(http_event("GET /api/sites", headers=headers), LambdaContext())


def test_a_long_response_is_compressed_for_clients_that_accept_it() -> None:
    """As bytes in base64, as API Gateway requires; `Vary` separates cached copies."""
    packed = answer(LONG, "br, gzip")

    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["vary"] == "Accept-Encoding"
    assert packed["isBase64Encoded"] is True
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == LONG


@pytest.mark.parametrize(("text", "accepted"), [(LONG, None), (LONG, "br"), ("short", "gzip")])
def test_short_responses_and_other_clients_get_no_compression(text: str, accepted: str | None) -> None:
    """Below a kilobyte there is no gain."""
    plain = answer(text, accepted)

    assert "content-encoding" not in plain["headers"]
    assert plain["isBase64Encoded"] is False
    assert plain["body"] == text
