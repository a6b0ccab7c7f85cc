from typing import Any

import pytest

from local.gateway.events import InvalidResponseError, build_event, parse_response
from local.gateway.messages import Headers, HttpResponse, Request
from local.gateway.routing import Router
from local.gateway.template import Function, Route

ROUTES = (Route("ANY", "/api/items/{itemId}"), Route("GET", "/api/items"))


def event(request: Request, stage_variables: dict[str, str] | None = None) -> dict[str, Any]:
    match = Router([Function("Items", "f.handler", 3, 128, {}, ROUTES)]).match(request.method, request.path)
    assert match is not None
    return build_event(request, match, stage_variables or {})


def test_an_event_has_no_empty_fields() -> None:
    """What a request lacks has no key in its event, as on AWS."""
    made = event(Request("GET", "/api/items"))

    assert set(made) == {
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "headers",
        "requestContext",
        "isBase64Encoded",
    }
    assert made["version"] == "2.0"
    assert made["rawQueryString"] == ""


def test_context_describes_the_request() -> None:
    """Method, path, protocol, client and route are in the request context."""
    headers = (("host", "example.com:8888"), ("user-agent", "phone"))
    made = event(Request("PATCH", "/api/items/7", headers=headers, source_ip="192.0.2.7"))

    context = made["requestContext"]
    assert context["http"] == {
        "method": "PATCH",
        "path": "/api/items/7",
        "protocol": "HTTP/1.1",
        "sourceIp": "192.0.2.7",
        "userAgent": "phone",
    }
    assert context["routeKey"] == made["routeKey"] == "ANY /api/items/{itemId}"
    assert context["stage"] == "$default"
    assert context["domainName"] == "example.com"
    assert isinstance(context["timeEpoch"], int)
    assert context["time"].endswith(" +0000")


def test_every_request_has_its_own_id() -> None:
    """Two equal requests have different ids."""
    ids = {event(Request("GET", "/api/items"))["requestContext"]["requestId"] for _ in range(2)}

    assert len(ids) == 2


def test_query_is_decoded_once_and_kept_raw() -> None:
    """Repeated names are joined by commas, names without value are empty; the raw query is as sent."""
    raw = "q=caf%C3%A9+%26&q=2&empty=&bare&percent=%2525"
    made = event(Request("GET", "/api/items", raw))

    assert made["rawQueryString"] == raw
    assert made["queryStringParameters"] == {"q": "café &,2", "empty": "", "bare": "", "percent": "%25"}


def test_path_is_decoded_once() -> None:
    """As on AWS, in the path and in its parameters."""
    made = event(Request("GET", "/api/items/a%20b%252Fc%C3%A9"))

    assert made["rawPath"] == made["requestContext"]["http"]["path"] == "/api/items/a b%2Fcé"
    assert made["pathParameters"] == {"itemId": "a b%2Fcé"}


def test_repeated_headers_are_joined() -> None:
    """Format 2.0 has one value per name."""
    made = event(Request("GET", "/api/items", headers=(("x-a", "1"), ("x-b", "2"), ("x-a", "3"))))

    assert (made["headers"]["x-a"], made["headers"]["x-b"]) == ("1,3", "2")


def test_cookies_are_separate_from_the_headers() -> None:
    """Format 2.0 lists those of all cookie headers."""
    made = event(Request("GET", "/api/items", headers=(("cookie", "a=1; b=2"), ("cookie", "c=3"))))

    assert made["cookies"] == ["a=1", "b=2", "c=3"]
    assert "cookie" not in made["headers"]


def test_the_client_address_is_added_to_forwarded_for() -> None:
    """The last address is the one that the gateway saw."""
    headers = (("x-forwarded-for", "198.51.100.1"), ("host", "example.com"), ("connection", "close"))
    made = event(Request("GET", "/api/items", headers=headers, source_ip="192.0.2.7"))

    assert made["headers"]["x-forwarded-for"] == "198.51.100.1, 192.0.2.7"
    assert made["headers"]["x-forwarded-port"] == "80"
    assert "connection" not in made["headers"]


def test_stage_variables_are_passed_on() -> None:
    """In every event."""
    assert event(Request("GET", "/api/items"), {"colour": "green"})["stageVariables"] == {"colour": "green"}


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", '{"a": "é"}'.encode(), ('{"a": "é"}', False)),
        ("application/json; charset=utf-8", b"{}", ("{}", False)),
        ("application/merge-patch+json", b"{}", ("{}", False)),
        ("TEXT/plain", b"hello", ("hello", False)),
        (None, b"hello", ("hello", False)),
        ("text/plain", b"\xff", ("/w==", True)),
        ("application/octet-stream", b"hello", ("aGVsbG8=", True)),
        ("application/x-www-form-urlencoded", b"a=1", ("YT0x", True)),
        ("image/png", b"\x89PNG", ("iVBORw==", True)),
        ("nonsense", b"hello", ("hello", False)),
    ],
)
def test_body_is_text_or_base64(content_type: str | None, body: bytes, expected: tuple[str, bool]) -> None:
    """Text is unchanged; anything else, and text that is not UTF-8, is base64."""
    headers: Headers = (("content-type", content_type),) if content_type else ()
    made = event(Request("POST", "/api/items/7", headers=headers, body=body))

    assert (made["body"], made["isBase64Encoded"]) == expected
    assert made["headers"]["content-length"] == str(len(body))


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"a": 1}, b'{"a": 1}'),
        ([1, 2], b"[1, 2]"),
        ("hello", b"hello"),
        (7, b"7"),
        ({}, b"{}"),
    ],
)
def test_value_without_status_is_the_body(value: object, body: bytes) -> None:
    """API Gateway makes a 200 with JSON of it."""
    assert parse_response(value) == HttpResponse(200, (("content-type", "application/json"),), body)


def test_a_full_response_is_mapped() -> None:
    """Header names become lower case, each cookie a header, numbers and booleans text."""
    value = {
        "statusCode": 201,
        "headers": {"Content-Type": "text/html", "X-Count": 3, "X-Flag": True, "Content-Length": "999"},
        "cookies": ["a=1; Secure", "b=2"],
        "body": "é",
    }

    assert parse_response(value) == HttpResponse(
        201,
        (
            ("content-type", "text/html"),
            ("x-count", "3"),
            ("x-flag", "true"),
            ("set-cookie", "a=1; Secure"),
            ("set-cookie", "b=2"),
        ),
        "é".encode(),
    )


def test_base64_body_is_decoded() -> None:
    """Functions return bytes this way."""
    answer = parse_response({"statusCode": 200, "isBase64Encoded": True, "body": "iVBORw=="})

    assert answer.body == b"\x89PNG"


def test_a_response_without_content_type_is_plain_text() -> None:
    """API Gateway's default if a status is given."""
    assert parse_response({"statusCode": 204}) == HttpResponse(204, (("content-type", "text/plain;charset=UTF-8"),))


@pytest.mark.parametrize(
    "value",
    [
        {"statusCode": "200"},
        {"statusCode": True},
        {"statusCode": 99},
        {"statusCode": 600},
        {"statusCode": None},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "headers": ["a"]},
        {"statusCode": 200, "headers": {"x-a": ["1", "2"]}},
        {"statusCode": 200, "headers": {"x-a": "1\r\nx-b: 2"}},
        {"statusCode": 200, "cookies": "a=1"},
        {"statusCode": 200, "isBase64Encoded": True, "body": "no base64"},
        {"statusCode": 200, "isBase64Encoded": True, "body": "é"},
        {"statusCode": 200, "body": "\ud800"},
        "\ud800",
    ],
)
def test_an_invalid_response_is_refused(value: object) -> None:
    """Where API Gateway would answer 500."""
    with pytest.raises(InvalidResponseError):
        parse_response(value)
