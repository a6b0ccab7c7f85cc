"""From a reply to a response."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from shared.domain.kept import Copy
from shared.http_api.replies.model import Reply


def json_answer(reply: Reply | bytes, headers: Mapping[str, str], *, status: int = 200) -> Response:
    """Return `reply` as JSON; bytes are JSON already."""
    body = reply if isinstance(reply, bytes) else reply.json_bytes()
    return Response(body, status, headers, media_type="application/json")


def age_headers(copy: Copy[Any]) -> dict[str, str]:
    """Return the headers that say how old a copy is, and that it is stale when it is (RFC 9111, 5.1; RFC 7234, 5.5)."""
    headers = {"Age": str(int(copy.age_seconds))} if copy.age_seconds >= 1 else {}
    return headers | ({"Warning": '110 - "Response is Stale"'} if copy.stale else {})
