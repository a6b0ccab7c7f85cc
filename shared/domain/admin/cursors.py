"""Pagination cursors: Ampeco's own cursor, encoded so that it names no host and no path."""

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

# A query: printable, no blank, no fragment.
_AMPECO_CURSOR = r"^\?[!\"$-~]+$"
_BASE64 = re.compile(r"[A-Za-z0-9_-]+\Z")


class Cursor(BaseModel):
    """Which of the lists that make up ours is being read (0 is the first), and after which of its pages.

    `query` is the digest of what was asked for: the cursor holds the filters that it was made with, so that with
    others it would quietly show rows of the first.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    query: str
    part: Annotated[int, Field(ge=0)] = 0
    after: Annotated[str, StringConstraints(pattern=_AMPECO_CURSOR)] | None = None

    def encode(self) -> str:
        """Return the cursor as it is given out: it names no host and no path."""
        return base64.urlsafe_b64encode(self.model_dump_json(exclude_defaults=True).encode()).rstrip(b"=").decode()


def query_digest(name: str, *filters: object) -> str:
    """Return a short digest of what a list is asked for: equal for equal filters of the list of that name."""
    asked = json.dumps([name, *filters], default=_plain)
    return base64.urlsafe_b64encode(hashlib.sha256(asked.encode()).digest()[:12]).decode()


def _plain(value: date) -> str:
    """Return an instant as it is in UTC, whichever way it was written; a day as it is."""
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def parse_cursor(text: str, *, query: str, parts: int = 1) -> Cursor:
    """Return the cursor that was given out as `text`, for a list of so many parts that is asked for this query.

    Whatever it was made into leads to the same list: only a query is taken from it.

    Raises InvalidRequest for what was never given out, or was for another query.
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
    """Return the page of the list that the cursor names.

    Raises InvalidRequest for a cursor that Ampeco does not know, AmpecoError.
    """
    try:
        return await listing.page(after=cursor.after)
    except Rejected as error:
        if cursor.after is None:
            raise
        raise _invalid_cursor() from error


def _invalid_cursor() -> InvalidRequest:
    return InvalidRequest("cursor", "This cursor does not belong to this list.")
