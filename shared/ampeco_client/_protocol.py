"""The protocol without any network: what to ask, and what an answer means.

A `Call` says what to send, a `Reply` what came back; `read_one` and `read_page` turn a reply into values, or
raise what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from ._paging import Page
from ._rate_limit import RateLimit, retry_after
from .errors import (
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    Unauthorized,
    UnexpectedResponse,
)
from .models._wire import rfc3339

T = TypeVar("T")

_LARGEST_PAGE = 100
_SUCCESS = 2  # the first digit of the status


class Call(NamedTuple):
    """One thing to ask. `target` (path and query) follows the base URL; `safe` calls change nothing."""

    operation: str
    method: str
    target: str
    body: bytes | None = None
    safe: bool = True


class Reply(NamedTuple):
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def positive(identifier: int) -> int:
    """Return the identifier if it is one; ValueError otherwise. Nothing else gets into a path."""
    if type(identifier) is not int or identifier <= 0:  # a bool is an int, too
        raise ValueError("an identifier is an integer above 0")
    return identifier


def target(path: str, query: Sequence[tuple[str, str]]) -> str:
    """Return the path with the names and values of the query."""
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


def includes(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return `include[]` for each of the names."""
    return [("include[]", name) for name in names]


def listing(filters: NamedTuple | None, include: Sequence[str], per_page: int) -> list[tuple[str, str]]:
    """Return what a list is asked: `filter[name]` for each filter that is set, `include[]` and `per_page`."""
    if not 1 <= per_page <= _LARGEST_PAGE:
        raise ValueError(f"per_page is 1 to {_LARGEST_PAGE}")
    asked = filters._asdict() if filters else {}
    return [
        *(pair for name, value in asked.items() if value is not None for pair in _filter(to_camel(name), value)),
        *includes(include),
        ("per_page", str(per_page)),
    ]


def _filter(name: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case "":
            raise ValueError("an empty filter would let everything through")
        case Mapping():
            yield from ((f"filter[{name}.{within}]", str(inner)) for within, inner in value.items())
        case tuple():
            yield from ((f"filter[{name}][]", str(positive(each))) for each in value)
        case bool():
            yield f"filter[{name}]", str(value).lower()
        case int():
            yield f"filter[{name}]", str(positive(value))
        case datetime():
            yield f"filter[{name}]", rfc3339(value)
        case _:
            yield f"filter[{name}]", str(value)


def headers(token: str, *, with_body: bool) -> dict[str, str]:
    """Return the headers of a call; ValueError when no header can carry the token.

    Checked here because the HTTP library's own complaint quotes the value: the token would reach a log.
    """
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("the token must be visible ASCII characters without spaces or line breaks")
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        **({"Content-Type": "application/json"} if with_body else {}),
    }


def read_one(call: Call, reply: Reply, parse: Callable[[dict[str, Any]], T]) -> T:
    """Return the one record of the reply; raise what the reply means otherwise."""
    with _meaning_of(call, reply):
        match from_json(reply.body):
            case {"data": dict(record)}:
                return parse(record)
            case _:
                raise ValueError("no record in it")


def read_page(call: Call, reply: Reply, parse: Callable[[dict[str, Any]], T]) -> Page[T]:
    """Return the records of the reply and its `links.next`; raise what the reply means otherwise."""
    with _meaning_of(call, reply):
        match from_json(reply.body):
            case {"data": [*records]} as answer if all(isinstance(record, dict) for record in records):
                return Page(items=tuple(map(parse, records)), next=_following(answer))
            case _:
                raise ValueError("no list of records in it")


@contextmanager
def _meaning_of(call: Call, reply: Reply) -> Iterator[None]:
    """Raise what a reply means that is no success, or that cannot be read."""
    _refuse_failure(call, reply)
    try:
        yield
    except ValueError as error:
        raise UnexpectedResponse(
            f"{call.operation}: {reply.status}, but {_complaint_of(error)}",
            status=reply.status,
            outcome_unknown=not call.safe,
        ) from error


def _following(answer: Mapping[str, Any]) -> str | None:
    """Return the answer's `links.next`, None where there is none: null, left out, or no links at all."""
    match answer.get("links"):
        case {"next": str(link)} if link:
            return link
        case None | [] | {"next": None | ""}:
            return None
        case {**others} if "next" not in others:
            return None
        case _:
            raise ValueError("links.next is no link")


def _complaint_of(error: ValueError) -> str:
    """Return what could not be read and why, and nothing of what was: records hold personal data."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['type']}"


def _refuse_failure(call: Call, reply: Reply) -> None:
    """Raise what a status means that is no success."""
    operation, status = call.operation, reply.status
    if status // 100 == _SUCCESS:
        return
    message, by_field = _said(reply.body)
    wait = retry_after(reply.headers)
    match status, status // 100:
        case 401 | 403, _:
            raise Unauthorized(operation, status, message)
        case 404, _:
            raise NotFound(operation, status, message)
        case 400 | 422, _:
            raise Rejected(operation, status, message, errors=by_field)
        case 429, _:
            limit = RateLimit.from_headers(reply.headers)
            raise RateLimited(operation, status, message, retry_after=wait, rate_limit=limit)
        case _, 5:
            unknown = not call.safe
            raise ServerError(operation, status, message, retry_after=wait, outcome_unknown=unknown)
        case _, 4:
            raise UnexpectedResponse(f"{operation}: {status}", status=status)
        case _:
            raise UnexpectedResponse(f"{operation}: {status}", status=status, outcome_unknown=not call.safe)


def _said(body: bytes) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return Ampeco's message and errors by field, as far as the body has them: a proxy's page has none."""
    try:
        said = from_json(body)
    except ValueError:
        return "", {}
    if not isinstance(said, dict):
        return "", {}
    message, errors = said.get("message"), said.get("errors")
    by_field = errors.items() if isinstance(errors, dict) else ()
    return (
        message if isinstance(message, str) else "",
        {field: tuple(map(str, texts)) for field, texts in by_field if isinstance(texts, list)},
    )
