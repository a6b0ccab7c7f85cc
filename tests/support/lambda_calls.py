"""Calls a function's real `handler(event, context)` in this process, as API Gateway would."""

import base64
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pkgutil import resolve_name
from typing import Any
from urllib.parse import parse_qs, urlencode

from tests.support.template import own_template


@dataclass
class LambdaContext:
    """The fields of Lambda's context object that functions read."""

    remaining_seconds: float = 20.0
    function_name: str = "tested"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        return int(self.remaining_seconds * 1000)


@dataclass(frozen=True)
class LambdaResponse:
    """The response of a function."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def problem(self) -> str:
        """The last part of a problem's type."""
        assert self.headers["content-type"] == "application/problem+json"
        kind: str = self.json["type"]
        return kind.removeprefix("urn:problem:")


@cache
def handler_of(route: str) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the handler of a route in template.yaml."""
    handlers = {each.key: function.handler for function in own_template().functions for each in function.routes}
    handler: Callable[[dict[str, Any], Any], dict[str, Any]] = resolve_name(handlers[route])
    return handler


def http_event(
    route: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | str | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> dict[str, Any]:
    """Return an event of an HTTP API, payload format 2.0, for `route` ("GET /api/sites/{siteId}").

    A query that is text goes as it is written.
    """
    method, _, template = route.partition(" ")
    raw_path = template
    for name, value in (path or {}).items():
        raw_path = raw_path.replace(f"{{{name}}}", value)
    text, encoded = _body(body)
    raw_query = query if isinstance(query, str) else urlencode(query or {})
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": raw_path,
        "rawQueryString": raw_query,
        "headers": {"host": "api.test", **{name.lower(): value for name, value in (headers or {}).items()}},
        "queryStringParameters": {name: ",".join(values) for name, values in parse_qs(raw_query).items()},
        "pathParameters": dict(path or {}),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "test",
            "domainName": "api.test",
            "http": {
                "method": method,
                "path": raw_path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "t",
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": route,
            "stage": "$default",
            "time": "02/Mar/2026:12:00:00 +0000",
            "timeEpoch": 1772452800000,
        },
        "body": text,
        "isBase64Encoded": encoded,
    }


def call(
    handler: Callable[[dict[str, Any], Any], dict[str, Any]],
    route: str,
    *,
    json_body: Any = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    context: LambdaContext | None = None,
    **parts: Any,
) -> LambdaResponse:
    """Invoke `handler` once and return its response. `json_body` sets its content type."""
    headers = dict(headers or {})
    if json_body is not None:
        body = json.dumps(json_body).encode()
        headers = {"content-type": "application/json"} | headers
    reply = handler(http_event(route, headers=headers, body=body, **parts), context or LambdaContext())
    text = reply["body"]
    if reply["isBase64Encoded"]:
        text = base64.b64decode(text).decode()
    return LambdaResponse(reply["statusCode"], {name.lower(): value for name, value in reply["headers"].items()}, text)


def _body(body: bytes | None) -> tuple[str | None, bool]:
    if body is None:
        return None, False
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True
