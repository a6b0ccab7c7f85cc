import base64
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest


def say(client: httpx.Client, answer: object) -> httpx.Response:
    """Have a handler return exactly this value."""
    return client.post("/api/say", json=answer)


def seen(response: httpx.Response) -> Any:
    """Return the event that the echo function got."""
    assert response.status_code == 200
    return response.json()


def test_the_event_has_the_request(client: httpx.Client) -> None:
    """Query, cookies, repeated headers and path reach the function over real HTTP."""
    headers = [("X-Tag", "one"), ("x-tag", "two"), ("Cookie", "a=1; b=2"), ("User-Agent", "phone")]
    event = seen(client.get("/api/items/caf%C3%A9%20b/rest/of?q=%E2%82%AC&q=2&empty=", headers=headers))["event"]

    assert event["routeKey"] == "GET /api/items/{itemId}/{rest+}"
    assert event["pathParameters"] == {"itemId": "café b", "rest": "rest/of"}
    assert event["rawPath"] == "/api/items/café b/rest/of"
    assert event["rawQueryString"] == "q=%E2%82%AC&q=2&empty="
    assert event["queryStringParameters"] == {"q": "€,2", "empty": ""}
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["headers"]["x-tag"] == "one,two"
    assert event["requestContext"]["http"]["userAgent"] == "phone"
    assert event["requestContext"]["http"]["sourceIp"] == "127.0.0.1"
    assert event["stageVariables"] == {"colour": "green"}


def test_encoded_slash_separates_and_twice_encoded_is_data(client: httpx.Client) -> None:
    """API Gateway decodes the path once, before routing."""
    once = seen(client.get("/api/items/a%2Fb"))["event"]
    twice = seen(client.get("/api/items/a%252Fb"))["event"]

    assert once["pathParameters"] == {"itemId": "a", "rest": "b"}
    assert twice["pathParameters"] == {"itemId": "a%2Fb"}


def test_bytes_reach_the_function_in_base64(client: httpx.Client) -> None:
    """Every byte is unchanged."""
    content = bytes(range(256))
    event = seen(client.put("/api/echo", content=content, headers={"content-type": "image/png"}))["event"]

    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == content


def test_compressed_body_is_passed_on_as_it_is(client: httpx.Client) -> None:
    """The function decompresses it."""
    headers = {"content-type": "application/octet-stream", "content-encoding": "gzip"}
    event = seen(client.post("/api/echo", content=b"\x1f\x8bxyz", headers=headers))["event"]

    assert base64.b64decode(event["body"]) == b"\x1f\x8bxyz"


def test_bytes_of_a_function_reach_the_client(client: httpx.Client) -> None:
    """A base64 body is decoded."""
    content = bytes(range(256))
    answer = {
        "statusCode": 200,
        "headers": {"Content-Type": "image/png"},
        "isBase64Encoded": True,
        "body": base64.b64encode(content).decode(),
    }

    assert say(client, answer).content == content


def test_the_response_reaches_the_client(client: httpx.Client) -> None:
    """Status, headers and several cookies."""
    answer = {
        "statusCode": 418,
        "headers": {"Content-Type": "text/plain", "X-Kind": "teapot"},
        "cookies": ["a=1; Path=/", "b=2"],
        "body": "short and stout",
    }
    response = say(client, answer)

    assert (response.status_code, response.text) == (418, "short and stout")
    assert response.headers["x-kind"] == "teapot"
    assert response.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2"]


def test_value_without_status_is_sent_as_json(client: httpx.Client) -> None:
    """As format 2.0 infers it."""
    response = say(client, {"plain": True})

    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.json() == {"plain": True}


def test_a_large_response_is_compressed(client: httpx.Client) -> None:
    """As a CDN in front would do."""
    response = say(client, {"text": "hello " * 1000})

    assert response.headers["content-encoding"] == "gzip"
    assert response.json() == {"text": "hello " * 1000}


def test_context_is_lambdas(client: httpx.Client) -> None:
    """Name, memory, ARN, an id for each invocation, and the remaining time of the function's timeout."""
    first, second = (seen(client.get("/api/echo"))["context"] for _ in range(2))

    assert first["function_name"] == "Echo"
    assert first["memory_limit_in_mb"] == "512"
    assert first["invoked_function_arn"].endswith(":123456789012:function:Echo")
    assert first["aws_request_id"] != second["aws_request_id"]
    assert 0 < first["remaining"][1] <= first["remaining"][0] <= 20_000


def test_the_environment_is_the_templates_and_the_callers(client: httpx.Client) -> None:
    """The gateway's own environment overrides the template's variables."""
    environment = seen(client.get("/api/echo"))["environment"]

    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == environment["AWS_LAMBDA_LOG_GROUP_NAME"].rpartition("/")[2]
    assert environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert environment["TZ"] == ":UTC"
    assert environment["SHARED"] == "own"
    assert environment["GREETING"] == "from the caller"


def test_handler_has_the_main_thread_and_a_loop_of_its_own(client: httpx.Client) -> None:
    """Adapters such as mangum find an event loop that nothing else runs."""
    answer = seen(client.get("/api/echo"))

    assert (answer["is_main_thread"], answer["is_loop_free"]) == (True, True)


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/api/broken", 500, '{"message":"Internal Server Error"}'),
        ("/api/crash?die", 500, '{"message":"Internal Server Error"}'),
        ("/api/fails?raise", 500, '{"message":"Internal Server Error"}'),
        ("/api/slow", 500, '{"message":"Internal Server Error"}'),
        ("/api/unknown", 404, '{"message":"Not Found"}'),
    ],
)
def test_failures_are_answered_as_on_aws(client: httpx.Client, path: str, status: int, text: str) -> None:
    """A failed import, an ended process, an exception, a timeout, no route: without details."""
    response = client.get(path)

    assert (response.status_code, response.text) == (status, text)
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize("answer", [{"statusCode": "teapot"}, {"statusCode": 200, "body": {"no": "string"}}])
def test_an_invalid_response_is_a_server_error(client: httpx.Client, answer: object) -> None:
    """As in API Gateway."""
    response = say(client, answer)

    assert (response.status_code, response.json()) == (500, {"message": "Internal Server Error"})


def test_a_function_whose_process_ended_answers_again(client: httpx.Client) -> None:
    """The next request starts a new process."""
    statuses = [client.get(path).status_code for path in ("/api/crash", "/api/crash?die", "/api/crash")]

    assert statuses == [200, 500, 200]


def test_overlapping_requests_run_in_parallel(client: httpx.Client, tmp_path: Path) -> None:
    """Three that wait for each other all return, each from its own process."""
    with ThreadPoolExecutor() as threads:
        responses = list(threads.map(client.get, [f"/api/meet?folder={tmp_path}&expected=3"] * 3))

    assert len({response.json()["pid"] for response in responses}) == 3


def test_body_over_ten_megabytes_is_refused(client: httpx.Client) -> None:
    """API Gateway's limit, on any path; the largest allowed body passes."""
    limit = 10 * 1024 * 1024
    refused = client.post("/api/unknown", content=b"x" * (limit + 1))
    taken = client.post("/api/unknown", content=b"x" * limit)

    assert (refused.status_code, refused.json()) == (413, {"message": "Request Entity Too Large"})
    assert taken.status_code == 404


def test_pages_are_served_beside_the_api(client: httpx.Client) -> None:
    """With content type, headers of `_headers`, and compression."""
    response = client.get("/")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["x-frame-options"] == "DENY"


def test_head_of_a_page_has_its_headers_and_no_body(client: httpx.Client) -> None:
    """Length and ETag are those of the page."""
    head, full = client.head("/site"), client.get("/site")

    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in ("etag", "content-length")] == [
        full.headers[name] for name in ("etag", "content-length")
    ]


def test_a_page_can_be_requested_conditionally(client: httpx.Client) -> None:
    """The ETag of the compressed page matches."""
    etag = client.get("/").headers["etag"]
    response = client.get("/", headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_unknown_page_is_the_sites_404(client: httpx.Client) -> None:
    """Also for a path that would leave the site's folder."""
    for path in ("/nowhere", "/%2e%2e/template.yaml", "/js/..%2f..%2ftemplate.yaml"):
        response = client.get(path)
        assert (response.status_code, "No such page" in response.text) == (404, True)


def test_a_page_refuses_post(client: httpx.Client) -> None:
    """As on the CDN."""
    response = client.post("/site", json={})

    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_json_beyond_ascii_is_unchanged(client: httpx.Client) -> None:
    """In the request and in the response."""
    text = "Zażółć €🔌\u2028"

    assert say(client, {"statusCode": 200, "body": json.dumps(text, ensure_ascii=False)}).json() == text
