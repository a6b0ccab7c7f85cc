"""Single objects of an S3 bucket: what each response and each failure of S3 means."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from shared.infra.s3 import S3Bucket, S3Object, S3Refused, S3Unavailable

BUCKET = "https://catalog.s3.us-east-1.amazonaws.com"
OBJECT = f"{BUCKET}/catalog.zip"
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.fixture
async def bucket(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Bucket]:
    for name in KEYS:
        monkeypatch.setenv(name, "none")
    bucket = S3Bucket(BUCKET, region="us-east-1", timeout_seconds=5)
    yield bucket
    await bucket.aclose()


@respx.mock
async def test_an_object_has_its_age_by_the_clock_of_s3(bucket: S3Bucket) -> None:
    dates = {"date": "Tue, 03 Mar 2026 15:01:00 GMT", "last-modified": "Tue, 03 Mar 2026 15:00:00 GMT"}
    route = respx.get(OBJECT).respond(200, content=b"whole", headers={"etag": '"1"', **dates})

    assert await bucket.get("catalog.zip") == S3Object(b"whole", '"1"', 60.0)
    assert route.calls.last.request.headers["authorization"].startswith("AWS4-HMAC-SHA256 ")


@respx.mock
@pytest.mark.parametrize("headers", [{}, {"date": "today", "last-modified": "Tue, 03 Mar 2026 15:00:00 GMT"}])
async def test_an_unchanged_object_has_no_body(bucket: S3Bucket, headers: dict[str, str]) -> None:
    """Nor an age, unless S3 tells."""
    respx.get(OBJECT, headers={"if-none-match": '"1"'}).respond(304, headers=headers)

    assert await bucket.get("catalog.zip", etag='"1"') == S3Object(None, None, None)


@respx.mock
async def test_a_missing_object_is_none(bucket: S3Bucket) -> None:
    respx.get(OBJECT).respond(404)

    assert await bucket.get("catalog.zip") is None


@respx.mock
@pytest.mark.parametrize(
    ("response", "error", "text"),
    [
        (httpx.Response(403), S3Refused, "403"),
        (httpx.Response(301), S3Refused, "301"),
        (httpx.Response(503), S3Unavailable, "503"),
        (httpx.Response(500), S3Unavailable, "500"),
        (httpx.Response(429), S3Unavailable, "429"),
        (httpx.ConnectError("no route"), S3Unavailable, "ConnectError"),
        (httpx.ReadTimeout("late"), S3Unavailable, "ReadTimeout"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
async def test_each_failure_is_refused_or_unavailable(
    bucket: S3Bucket, response: httpx.Response | Exception, error: type[Exception], text: str
) -> None:
    """For readers and the writer alike; nothing is sent again."""
    routes = [respx.route(method=method, url=OBJECT).mock(side_effect=[response]) for method in ("GET", "PUT")]

    with pytest.raises(error, match=text):
        await bucket.get("catalog.zip")
    with pytest.raises(error, match=text):
        await bucket.put("catalog.zip", b"whole")
    assert [route.call_count for route in routes] == [1, 1]


@respx.mock
@pytest.mark.usefixtures("bucket")
async def test_a_response_that_takes_too_long_is_not_waited_for() -> None:
    """However slowly its parts arrive: a limit of HTTPX is for each part."""

    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    respx.get(OBJECT).mock(side_effect=never)
    bucket = S3Bucket(BUCKET, region="us-east-1", timeout_seconds=0.01)

    with pytest.raises(S3Unavailable, match="TimeoutError"):
        await bucket.get("catalog.zip")
    await bucket.aclose()


@respx.mock
async def test_an_object_is_written_by_one_request(bucket: S3Bucket) -> None:
    route = respx.put(OBJECT).respond(200)

    await bucket.put("catalog.zip", b"whole")

    assert [call.request.content for call in route.calls] == [b"whole"]


@respx.mock
async def test_a_bucket_that_does_not_exist_is_an_error_of_writing(bucket: S3Bucket) -> None:
    respx.put(OBJECT).respond(404)

    with pytest.raises(S3Refused, match="404"):
        await bucket.put("catalog.zip", b"whole")


async def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bucket = S3Bucket(BUCKET, region="us-east-1", timeout_seconds=5)

    with respx.mock(assert_all_called=False) as sent, pytest.raises(S3Refused, match="no credentials"):
        await bucket.get("catalog.zip")

    assert len(sent.calls) == 0
    await bucket.aclose()
