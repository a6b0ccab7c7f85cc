"""Pagination of lists: by an opaque cursor everywhere, by number for users unless a cursor is requested."""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from yarl import URL

from .error_responses import invalid
from .formats import Record

__all__ = ["Page", "page_by_cursor", "page_by_number"]

_T = TypeVar("_T")
_BEFORE_ALL = 0


@dataclass(frozen=True)
class Page(Generic[_T]):
    """A page of items, with `links` and `meta` in wire format."""

    items: Sequence[_T]
    links: Record
    meta: Record


def page_by_cursor(items: Sequence[tuple[int, _T]], *, per_page: int, cursor: str | None, url: URL) -> Page[_T]:
    """Return the page that the cursor points to, out of all (id, item) in order of id.

    A cursor holds the id at the page's edge, so records that come or go between two pages shift nothing.
    `url` is the requested URL; its query is part of the links. Refusal 422 for an invalid cursor.
    """
    edge, forward = _read_cursor(cursor) if cursor else (_BEFORE_ALL, True)
    ids = [item_id for item_id, _ in items]
    if forward:
        first = bisect_right(ids, edge)
        last = min(first + per_page, len(ids))
    else:
        last = bisect_left(ids, edge)
        first = max(last - per_page, 0)
    following = _write_cursor(ids[last - 1], forward=True) if first < last < len(ids) else None
    previous = _write_cursor(ids[first], forward=False) if 0 < first < last else None
    return Page(
        [item for _, item in items[first:last]],
        links={
            "first": None,
            "last": None,
            "prev": _link(url, cursor=previous),
            "next": _link(url, cursor=following),
        },
        meta={
            "path": str(url.with_query(None)),
            "per_page": per_page,
            "next_cursor": following,
            "prev_cursor": previous,
        },
    )


def page_by_number(items: Sequence[tuple[int, _T]], *, per_page: int, page: int, url: URL) -> Page[_T]:
    """Return the page of that number, counted from 1; one past the end is empty."""
    last = max(1, -(-len(items) // per_page))
    shown = [item for _, item in items[(page - 1) * per_page : page * per_page]]
    before = page - 1 if page > 1 else None
    following = page + 1 if page < last else None
    return Page(
        shown,
        links={
            "first": _link(url, page=1),
            "last": _link(url, page=last),
            "prev": _link(url, page=before),
            "next": _link(url, page=following),
        },
        meta={
            "current_page": page,
            "from": (page - 1) * per_page + 1 if shown else None,
            "last_page": last,
            "links": [
                {"url": _link(url, page=number), "label": str(number), "active": number == page}
                for number in range(1, last + 1)
            ],
            "path": str(url.with_query(None)),
            "per_page": per_page,
            "to": (page - 1) * per_page + len(shown) if shown else None,
            "total": len(items),
        },
    )


def _link(url: URL, *, cursor: str | None = None, page: int | None = None) -> str | None:
    if cursor is None and page is None:
        return None
    others = [(name, value) for name, value in url.query.items() if name not in {"cursor", "page"}]
    added = ("page", str(page)) if cursor is None else ("cursor", cursor)
    return str(url.with_query([*others, added]))


def _write_cursor(edge: int, *, forward: bool) -> str:
    plain = json.dumps({"id": edge, "_pointsToNextItems": forward})
    return base64.urlsafe_b64encode(plain.encode()).decode()


def _read_cursor(cursor: str) -> tuple[int, bool]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return int(plain["id"]), bool(plain["_pointsToNextItems"])
    except (binascii.Error, ValueError, KeyError, TypeError) as problem:
        raise invalid({"cursor": ["The cursor field is not a cursor of this list."]}) from problem
