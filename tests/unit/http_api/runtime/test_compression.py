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
    """Return what the gateway gets of a function that says `text`."""

    async def say(_request: Request, _services: Services) -> Response:
        return PlainTextResponse(text)

    headers = {} if accept_encoding is None else {"accept-encoding": accept_encoding}
    return lambda_handler(say)(http_event("GET /api/sites", headers=headers), LambdaContext())


def test_a_long_answer_is_packed_for_who_takes_it() -> None:
    """As bytes, which the gateway wants in base64; a copy of it is no answer to others."""
    packed = answer(LONG, "br, gzip")

    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["vary"] == "Accept-Encoding"
    assert packed["isBase64Encoded"] is True
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == LONG


@pytest.mark.parametrize(("text", "accepted"), [(LONG, None), (LONG, "br"), ("short", "gzip")])
def test_others_and_short_answers_are_left_as_they_are(text: str, accepted: str | None) -> None:
    """Below a kilobyte there is nothing to gain."""
    plain = answer(text, accepted)

    assert "content-encoding" not in plain["headers"]
    assert plain["isBase64Encoded"] is False
    assert plain["body"] == text
