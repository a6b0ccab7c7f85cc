"""One object of an S3 bucket over HTTP: what each answer of S3 means. The integration tests use a real server."""

from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from shared.infra.s3 import S3Bucket, S3Error, S3Object, S3Refused, S3Unavailable

URL = "https://catalog.s3.us-east-1.amazonaws.com"
DATES = {"Date": "Tue, 03 Mar 2026 15:00:30 GMT", "Last-Modified": "Tue, 03 Mar 2026 15:00:00 GMT"}


@pytest.fixture
async def bucket(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Bucket]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    one = S3Bucket(URL + "/", region="us-east-1", timeout_seconds=2.0)
    yield one
    await one.aclose()


@respx.mock
async def test_an_object_is_read_with_its_age_by_the_clock_of_s3(bucket: S3Bucket) -> None:
    """The request is signed; the age is none where S3 tells no date, and never negative."""
    route = respx.get(f"{URL}/catalog.zip").mock(
        side_effect=[
            httpx.Response(200, content=b"whole", headers=DATES | {"ETag": '"1"'}),
            httpx.Response(304, headers={"ETag": '"1"', **DATES}),
            httpx.Response(200, content=b"other", headers={"ETag": '"2"', "Date": "yesterday"}),
            httpx.Response(404),
        ]
    )

    answers = [await bucket.get("catalog.zip", etag=etag) for etag in (None, '"1"', '"1"', '"2"')]

    assert answers == [
        S3Object(b"whole", '"1"', 30.0),
        S3Object(None, '"1"', 30.0),
        S3Object(b"other", '"2"', None),
        None,
    ]
    sent = [call.request.headers for call in route.calls]
    assert [one.get("if-none-match") for one in sent] == [None, '"1"', '"1"', '"2"']
    assert all(one["authorization"].startswith("AWS4-HMAC-SHA256 Credential=testing/") for one in sent)


@respx.mock
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(403), S3Refused),
        (httpx.Response(400), S3Refused),
        (httpx.Response(500), S3Unavailable),
        (httpx.Response(503), S3Unavailable),
        (httpx.Response(429), S3Unavailable),
        (httpx.ConnectError("down"), S3Unavailable),
        (httpx.ReadTimeout("slow"), S3Unavailable),
    ],
)
async def test_a_failure_is_a_refusal_or_an_outage(
    bucket: S3Bucket, answer: httpx.Response | Exception, error: type[S3Error]
) -> None:
    """For readers and the writer alike; nothing is repeated."""
    routes = [
        respx.route(method=method, url=f"{URL}/catalog.zip").mock(side_effect=[answer]) for method in ("GET", "PUT")
    ]

    with pytest.raises(error):
        await bucket.get("catalog.zip")
    with pytest.raises(error):
        await bucket.put("catalog.zip", b"whole")
    assert [route.call_count for route in routes] == [1, 1]


@respx.mock
async def test_an_object_is_written_by_one_request(bucket: S3Bucket) -> None:
    """With its content signed; a bucket that does not exist is a refusal."""
    route = respx.put(f"{URL}/catalog.zip").mock(side_effect=[httpx.Response(200), httpx.Response(404)])

    await bucket.put("catalog.zip", b"whole")
    with pytest.raises(S3Refused):
        await bucket.put("catalog.zip", b"whole")

    assert route.calls[0].request.content == b"whole"


async def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a function has no role."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")

    with pytest.raises(S3Refused):
        await S3Bucket(URL, region="us-east-1", timeout_seconds=2.0).get("catalog.zip")
