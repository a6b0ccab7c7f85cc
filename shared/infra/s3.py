"""Read and write single objects of an S3 bucket, over HTTPX. botocore only signs: building its S3 client takes longer.

S3Error
├── S3Refused       no such bucket, no credentials, or no permission
└── S3Unavailable   S3 did not respond in time, or failed
"""

import asyncio
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, NamedTuple

import httpx

from shared.ampeco_client import tls_settings

_NOT_MODIFIED, _NOT_FOUND, _OK = 304, 404, 200
_LOWEST_SERVER_ERROR = 500
_OVERLOADED = {429, 503}


class S3Error(Exception):
    """An object was not read or written. The text is a status or the name of an error."""


class S3Refused(S3Error):
    """S3 refused the request."""


class S3Unavailable(S3Error):
    """S3 did not respond in time, or failed."""


class S3Object(NamedTuple):
    """A version of an object. `body` is None if the caller has this version already.

    `age_seconds` is the time since it was written, by S3's own clock; None if S3 does not return it.
    """

    body: bytes | None
    etag: str | None
    age_seconds: float | None


class S3Bucket:
    """One bucket at `url` (`https://BUCKET.s3.REGION.amazonaws.com`), with the credentials of the process.

    A request takes at most `timeout_seconds` and is not repeated.
    """

    def __init__(self, url: str, *, region: str, timeout_seconds: float) -> None:
        self._url = url.rstrip("/")
        self._region = region
        self._timeout_seconds = timeout_seconds

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, key: str, *, etag: str | None = None) -> S3Object | None:
        """Return the object, without body if its ETag is `etag`; None if there is none. GetObject.

        Raises S3Error.
        """
        response = await self._send("GET", key, {"If-None-Match": etag} if etag else {})
        if response.status_code == _NOT_FOUND:
            return None
        body = None if response.status_code == _NOT_MODIFIED else response.content
        return S3Object(body, response.headers.get("etag"), _age(response.headers))

    async def put(self, key: str, body: bytes) -> None:
        """Write the object atomically: readers get the new object or the previous one. PutObject.

        Raises S3Error.
        """
        response = await self._send("PUT", key, {"Content-Type": "application/octet-stream"}, body)
        if response.status_code != _OK:
            raise S3Refused(str(response.status_code))

    async def _send(self, method: str, key: str, headers: Mapping[str, str], body: bytes = b"") -> httpx.Response:
        url = f"{self._url}/{key}"
        try:
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._http.request(
                    method, url, headers=self._signed(method, url, headers, body), content=body
                )
        except (httpx.HTTPError, TimeoutError) as error:
            raise S3Unavailable(type(error).__name__) from error
        status = response.status_code
        if status >= _LOWEST_SERVER_ERROR or status in _OVERLOADED:
            raise S3Unavailable(str(status))
        if status not in {_OK, _NOT_MODIFIED, _NOT_FOUND}:
            raise S3Refused(str(status))
        return response

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=self._timeout_seconds, trust_env=False, verify=tls_settings())

    @cached_property
    def _credentials(self) -> Any:  # noqa: ANN401 - botocore has no types
        from botocore.session import get_session  # type: ignore[import-untyped] # noqa: PLC0415 - untyped; 100 ms

        return get_session().get_credentials()

    def _signed(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        from botocore.auth import S3SigV4Auth  # type: ignore[import-untyped] # noqa: PLC0415 - untyped; 100 ms
        from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped] # noqa: PLC0415 - the same

        if self._credentials is None:
            raise S3Refused("no credentials")
        request = AWSRequest(method, url, headers=dict(headers), data=body)
        S3SigV4Auth(self._credentials, "s3", self._region).add_auth(request)
        return {str(name): str(value) for name, value in request.headers.items()}


def _age(headers: httpx.Headers) -> float | None:
    """Return the seconds between the object's writing and the response."""
    try:
        now, written = (parsedate_to_datetime(headers[name]) for name in ("date", "last-modified"))
    except (KeyError, ValueError):
        return None
    return max((now - written).total_seconds(), 0.0)
