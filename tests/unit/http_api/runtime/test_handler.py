"""The handler that wraps every endpoint."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.lambda_calls import call

_SETTINGS = {"AMPECO_API_URL": "http://127.0.0.1:9/public-api", "AMPECO_API_TOKEN": "token"}


async def _greet(_request: Request, _services: Services) -> Response:
    return PlainTextResponse("hello")


@pytest.mark.parametrize(
    "headers", [{"host": "a:b:c"}, {"host": ":x"}, {"x-forwarded-port": "eighty"}, {"host": "[::1]:1:2"}], ids=str
)
def test_a_malformed_host_or_port_header_causes_no_error(headers: dict[str, str]) -> None:
    """Mangum would fail on it before our code could respond; nothing here reads it."""
    before = replace_services(Services(Settings.from_environment(_SETTINGS)))
    try:
        answer = call(lambda_handler(_greet), "GET /api/sites", headers=headers)
    finally:
        replace_services(before)

    assert (answer.status, answer.text) == (200, "hello")
    assert answer.headers["x-content-type-options"] == "nosniff"
