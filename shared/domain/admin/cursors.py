"""Pagination cursors: Ampeco's cursor, encoded without host and path."""

import base64
import hashlib
import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from shared.ampeco_client import Page, Paged, Rejected
from shared.domain.errors import InvalidRequest

T = TypeVar("T")

MAX_LENGTH = 4000

# A query string: printable, no space, no fragment.
_AMPECO_CURSOR = r"^\?[!\"$-~]+$"
_BASE64 = re.compile(r"[A-Za-z0-9_-]+\Z")


class Cursor(BaseModel):
    """The current list of a combined list (0 is the first), and the position in it.

    `query` is a digest of the filters, because Ampeco's cursor contains the filters it was created with: combined with
    other filters, it would silently return rows for the first ones.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    query: str
    part: Annotated[int, Field(ge=0)] = 0
    after: Annotated[str, StringConstraints(pattern=_AMPECO_CURSOR)] | None = None

    def encode(self) -> str:
        """Return the encoded cursor, without host and path."""
        return base64.urlsafe_b64encode(self.model_dump_json(exclude_defaults=True).encode()).rstrip(b"=").decode()


def query_digest(name: str, *filters: object) -> str:
    """Return a short digest of the filters of the list `name`; equal for equal filters."""
    filters_json = json.dumps([name, *filters], default=_plain)
    return base64.urlsafe_b64encode(hashlib.sha256(filters_json.encode()).digest()[:12]).decode()


def _plain(value: date) -> str:
    """Return an instant in UTC, however it was written; a day unchanged."""
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def parse_cursor(text: str, *, query: str, parts: int = 1) -> Cursor:
    """Return the cursor decoded from `text`, for a list of so many parts with this query.

    Only a query string is used from it, so a modified cursor still refers to the same list.

    Raises InvalidRequest for an invalid cursor, or one for another query.
    """
    if len(text) <= MAX_LENGTH and _BASE64.match(text):
        try:
            cursor = Cursor.model_validate_json(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValidationError, ValueError):
            cursor = None
        if cursor and cursor.query == query and cursor.part < parts:
            return cursor
    raise _invalid_cursor()


async def fetch_page(listing: Paged[T], cursor: Cursor) -> Page[T]:
    """Return the page of the list at the cursor.

    Raises InvalidRequest for a cursor unknown to Ampeco, AmpecoError.
    """
    try:
        return await listing.page(after=cursor.after)
    except Rejected as error:
        if cursor.after is None:
            raise
        raise _invalid_cursor() from error


def _invalid_cursor() -> InvalidRequest:
    return InvalidRequest("cursor", "This cursor does not belong to this list.")
