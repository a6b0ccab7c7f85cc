"""Compression of text responses, which the CDN does for pages and proxied responses alike."""

import gzip
from dataclasses import replace

from local.gateway.messages import HttpResponse

TEXT = ("text/", "application/", "image/svg+xml")
COMPRESSED = ("application/gzip", "application/octet-stream", "application/pdf", "application/zip")
SMALLEST = 256  # below this, gzip's overhead exceeds its savings


def compressed(answer: HttpResponse, accept_encoding: str | None) -> HttpResponse:
    """Return `answer` gzipped if it is compressible text and the client accepts it; a strong ETag becomes weak."""
    kind = answer.header("content-type") or ""
    if not kind.startswith(TEXT) or kind.startswith(COMPRESSED) or answer.header("content-encoding"):
        return answer
    headers = [*answer.headers, ("vary", "Accept-Encoding")]
    if not _takes_gzip(accept_encoding) or len(answer.body) < SMALLEST:
        return replace(answer, headers=tuple(headers))
    weak = [(name, f"W/{value}" if name == "etag" and value[0] == '"' else value) for name, value in headers]
    return replace(
        answer,
        headers=(*weak, ("content-encoding", "gzip")),
        body=gzip.compress(answer.body, compresslevel=6, mtime=0),
    )


def _takes_gzip(accept_encoding: str | None) -> bool:
    for choice in (accept_encoding or "").lower().split(","):
        coding, _, quality = choice.replace(" ", "").partition(";")
        if coding == "gzip":
            return quality not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
