"""Base class of all response models, and their conversion into HTTP responses."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from starlette.responses import Response

from shared.infra.cache import Cached
from shared.infra.sanitize import strip_bidi_controls


class ResponseModel(BaseModel):
    """Part of a response: camelCase on the wire; unknown values are omitted, never null."""

    # Built at first use: a function imports more models than it uses.
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, defer_build=True)

    def to_json_bytes(self) -> bytes:
        """Return the response body."""
        return strip_bidi_controls(self.model_dump_json(by_alias=True, exclude_none=True)).encode()

    def plain(self) -> dict[str, Any]:
        """Return the response as plain JSON values."""
        members: dict[str, Any] = json.loads(self.to_json_bytes())
        return members


def to_zone(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the instant in the site's local time, None for none."""
    return instant.astimezone(zone) if instant else None


def json_response(reply: ResponseModel | bytes, headers: Mapping[str, str], *, status: int = 200) -> Response:
    """Return `reply` as a JSON response; bytes are JSON already."""
    body = reply if isinstance(reply, bytes) else reply.to_json_bytes()
    return Response(body, status, headers, media_type="application/json")


def age_headers(cached: Cached[Any]) -> dict[str, str]:
    """Return the headers for the age of a cached value, and for a stale one (RFC 9111, 5.1; RFC 7234, 5.5)."""
    headers = {"Age": str(int(cached.age_seconds))} if cached.age_seconds >= 1 else {}
    return headers | ({"Warning": '110 - "Response is Stale"'} if cached.stale else {})
