"""Events and responses in API Gateway's payload format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from local.gateway import clock
from local.gateway.messages import HttpResponse, Request
from local.gateway.routing import Match

ACCOUNT_ID = "123456789012"
API_ID = "local"
TEXT_TYPES = {"application/json", "application/javascript", "application/xml"}
HOP_BY_HOP = {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}


class InvalidResponseError(Exception):
    """A handler returned a value that API Gateway does not accept."""


def build_schedule_event() -> dict[str, Any]:
    """Return the event that EventBridge Scheduler sends if a schedule has no input of its own."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT_ID,
        "time": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "us-east-1",
        "resources": [],
        "detail": "{}",
    }


def build_event(request: Request, match: Match, stage_variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the event for `request`.

    As on AWS, `rawPath` is decoded once, before routing, despite its name: `%2F` is a slash, and `%252F` reaches the
    function as `%2F`. The query is unchanged. Absent values have no key.
    """
    now = clock.now()
    host = request.header("host") or "localhost"
    text, is_base64 = _event_body(request)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": request.path,
        "rawQueryString": request.raw_query,
        "cookies": [cookie for name, value in request.headers if name == "cookie" for cookie in value.split("; ")],
        "headers": _event_headers(request, host, now),
        "queryStringParameters": _joined(parse_qsl(request.raw_query, keep_blank_values=True)),
        "pathParameters": dict(match.parameters),
        "stageVariables": dict(stage_variables),
        "body": text,
    }
    present = {key: value for key, value in event.items() if value or key == "rawQueryString"}
    return present | {
        "isBase64Encoded": is_base64,
        "requestContext": {
            "accountId": ACCOUNT_ID,
            "apiId": API_ID,
            "domainName": host.rpartition(":")[0] or host,
            "domainPrefix": API_ID,
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": request.protocol,
                "sourceIp": request.source_ip,
                "userAgent": request.header("user-agent") or "",
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": match.route.key,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
    }


def parse_response(value: object) -> HttpResponse:
    """Return the HTTP response for a handler's return value; raises InvalidResponseError.

    A value without `statusCode` is the JSON body of a 200, as the format infers it.
    """
    if not (isinstance(value, dict) and "statusCode" in value):
        text = value if isinstance(value, str) else json.dumps(value)
        return HttpResponse(200, (("content-type", "application/json"),), _response_body({"body": text}))
    status = value["statusCode"]
    if not (isinstance(status, int) and 100 <= status <= 599):  # noqa: PLR2004 - the range is HTTP's own
        raise InvalidResponseError(f"statusCode is {status!r}")
    headers = tuple(_response_headers(value))
    if "content-type" not in dict(headers):
        headers += (("content-type", "text/plain;charset=UTF-8"),)
    return HttpResponse(status, headers, _response_body(value))


def _event_body(request: Request) -> tuple[str, bool]:
    if _is_text(request.header("content-type")):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            return base64.b64encode(request.body).decode(), True
    return base64.b64encode(request.body).decode(), bool(request.body)


def _is_text(content_type: str | None) -> bool:
    if content_type is None:
        return True
    parsed = Message()
    parsed["content-type"] = content_type
    kind = parsed.get_content_type()
    return kind.startswith("text/") or kind in TEXT_TYPES or kind.endswith(("+json", "+xml"))


def _event_headers(request: Request, host: str, now: datetime) -> dict[str, str]:
    joined = _joined((name, value) for name, value in request.headers if name not in HOP_BY_HOP | {"cookie"})
    hops = [joined["x-forwarded-for"]] if "x-forwarded-for" in joined else []
    return joined | {
        "content-length": str(len(request.body)),
        "host": host,
        "x-amzn-trace-id": f"Root=1-{int(now.timestamp()):08x}-{secrets.token_hex(12)}",
        "x-forwarded-for": ", ".join([*hops, request.source_ip]),
        "x-forwarded-port": host.rpartition(":")[2] if ":" in host else "80",
        "x-forwarded-proto": "http",
    }


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: ",".join(several) for name, several in values.items()}


def _response_headers(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    headers, cookies = value.get("headers") or {}, value.get("cookies") or []
    if not (isinstance(headers, dict) and isinstance(cookies, list)):
        raise InvalidResponseError("headers is no object, or cookies no list")
    for name, content in headers.items():
        if not isinstance(content, str | int | float):
            raise InvalidResponseError(f"header {name} is {content!r}")
        text = str(content).lower() if isinstance(content, bool) else str(content)
        if "\r" in text or "\n" in text:
            raise InvalidResponseError(f"header {name} has a line break")
        if name.lower() not in HOP_BY_HOP:
            yield name.lower(), text
    yield from (("set-cookie", str(cookie)) for cookie in cookies)


def _response_body(value: dict[str, Any]) -> bytes:
    body = value.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise InvalidResponseError(f"body is a {type(body).__name__}, not a string")
    try:
        return base64.b64decode(body, validate=True) if value.get("isBase64Encoded") else body.encode()
    except ValueError as error:
        raise InvalidResponseError(f"body: {error}") from error
