"""Requests, without network I/O. A `Call` is what to send, a `Response` what came back.

`_responses.py` interprets responses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

from pydantic.alias_generators import to_camel

from .models._wire import rfc3339

_MAX_PER_PAGE = 100


class Call(NamedTuple):
    """One request. `target` (path and query) follows the base URL; `safe` calls change nothing.

    A call that `may_be_shared` gives its response to all who send the same one before it arrives.
    """

    operation: str
    method: str
    target: str
    body: bytes | None = None
    safe: bool = True
    may_be_shared: bool = False


class Response(NamedTuple):
    """One response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def checked_id(identifier: int) -> int:
    """Return a valid identifier; raises ValueError otherwise. Only identifiers are inserted into paths."""
    if type(identifier) is not int or identifier <= 0:  # a bool is an int, too
        raise ValueError("an identifier is an integer above 0")
    return identifier


def target(path: str, query: Sequence[tuple[str, str]]) -> str:
    """Return the path with the query parameters."""
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


def include_query(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return `include[]` for each of the names."""
    return [("include[]", name) for name in names]


def list_query(filters: NamedTuple | None, include: Sequence[str], per_page: int) -> list[tuple[str, str]]:
    """Return the query of a list: `filter[name]` for each filter that is set, `include[]` and `per_page`."""
    if not 1 <= per_page <= _MAX_PER_PAGE:
        raise ValueError(f"per_page is 1 to {_MAX_PER_PAGE}")
    values = filters._asdict() if filters else {}
    return [
        *(pair for name, value in values.items() if value is not None for pair in _filter(to_camel(name), value)),
        *include_query(include),
        ("per_page", str(per_page)),
    ]


def _filter(name: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case "":
            raise ValueError("an empty filter would let everything through")
        case Mapping():
            yield from ((f"filter[{name}.{within}]", str(inner)) for within, inner in value.items())
        case tuple():
            yield from ((f"filter[{name}][]", str(checked_id(each))) for each in value)
        case bool():
            yield f"filter[{name}]", str(value).lower()
        case int():
            yield f"filter[{name}]", str(checked_id(value))
        case datetime():
            yield f"filter[{name}]", rfc3339(value)
        case _:
            yield f"filter[{name}]", str(value)


def headers(token: str, *, with_body: bool) -> dict[str, str]:
    """Return the headers of a call; raises ValueError if the token is not valid in a header.

    Checked here because the HTTP library's message contains the value: the token would be logged.
    """
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("the token must be visible ASCII characters without spaces or line breaks")
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        **({"Content-Type": "application/json"} if with_body else {}),
    }
