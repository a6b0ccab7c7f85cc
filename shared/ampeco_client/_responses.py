"""Interpretation of responses, without network I/O: `read_one` and `read_page` return values, or raise.

Unreadable parts are removed row by row, see `_rows.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from pydantic_core import from_json

from ._pagination import Page
from ._protocol import Call, Response
from ._rate_limit import RateLimit, retry_after
from ._rows import Defect, read_row
from .errors import (
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    Unauthorized,
    UnexpectedResponse,
    UnreadableRecord,
)

T = TypeVar("T")

_SUCCESS = 2  # the first digit of the status

_FEW = 5
"""This many rows may be skipped whatever their share: a list of one must not fail because of one row."""

Parse = Callable[[dict[str, Any]], T]
"""Parses a record into a value; raises pydantic's ValidationError."""

Report = Callable[[str, Sequence[Defect]], None]
"""Called after each response with defects: the operation, and the defects of each row."""

IsNeeded = Callable[[object, Defect], bool]
"""Returns whether the list must not skip a record with that defect."""


def require_readable(outcome: T | UnreadableRecord) -> T:
    """Return what was read, or raise UnreadableRecord.

    Separate from parsing, because such a response is valid: a retry does not help, and Ampeco has not failed.
    """
    if isinstance(outcome, UnreadableRecord):
        raise outcome
    return outcome


def read_one(call: Call, response: Response, parse: Parse[T], report: Report | None = None) -> T | UnreadableRecord:
    """Return the record of the response, without its unreadable fields; raise the error that it means otherwise.

    Returns an UnreadableRecord, for `require_readable`, if the record is useless without them.
    """
    with _translate_errors(call, response):
        match _json_of(response):
            case {"data": dict(record)}:
                value, defect = read_row(parse, record)
            case _:
                raise ValueError("no record in it")
    _report_defects(call, report, [defect] if defect else [])
    if defect and defect.left_out:
        return _unreadable(call, response, ", ".join(defect.fields))
    return cast("T", value)


def read_page(
    call: Call, response: Response, parse: Parse[T], report: Report | None = None, is_needed: IsNeeded | None = None
) -> Page[T] | UnreadableRecord:
    """Return the records of the response and its `links.next`; raise the error that it means otherwise.

    Unreadable records are skipped. If most are unreadable, the response is invalid. Returns an UnreadableRecord, for
    `require_readable`, if one of them `is_needed`.
    """
    with _translate_errors(call, response):
        match _json_of(response):
            case {"data": [*records]} as answer:
                next_page = _next_link(answer)
                rows = [read_row(parse, record) for record in records]
            case _:
                raise ValueError("no list of records in it")
        defects = [row.defect for row in rows if row.defect]
        _report_defects(call, report, defects)
        left_out = sum(defect.left_out for defect in defects)
        if left_out > _FEW and left_out * 2 > len(records):
            raise ValueError(f"{left_out} of its {len(records)} records cannot be read")
    for record, row in zip(records, rows, strict=True):
        if is_needed and row.defect and is_needed(record, row.defect):
            return _unreadable(call, response, "a record that is needed")
    items = tuple(row.value for row in rows if not (row.defect and row.defect.left_out))
    return Page(items=items, next=next_page, left_out=left_out)


def _unreadable(call: Call, response: Response, what: str) -> UnreadableRecord:
    text = f"{call.operation}: {response.status}, but {what} cannot be read"
    return UnreadableRecord(text, status=response.status, outcome_unknown=not call.safe)


def may_have_external_id(external_id: str | None) -> IsNeeded | None:
    """Return the check whether an unreadable record may have this `externalId`; None for none."""
    if external_id is None:
        return None

    def may_be(record: object, defect: Defect) -> bool:
        own_id = record.get("externalId") if isinstance(record, dict) else external_id
        return "externalId" in defect.fields or (defect.left_out and own_id == external_id)

    return may_be


def _report_defects(call: Call, report: Report | None, defects: Sequence[Defect]) -> None:
    if report and defects:
        report(call.operation, defects)


def _json_of(response: Response) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return from_json(response.body)
    except ValueError:
        # Text that was truncated within a character must not invalidate the rest: the broken character is replaced.
        try:
            lenient = json.loads(response.body.decode(errors="replace"))
            return from_json(json.dumps(lenient, ensure_ascii=False).encode(errors="replace"))
        except RecursionError as error:
            raise ValueError("nested too deep") from error


@contextmanager
def _translate_errors(call: Call, response: Response) -> Iterator[None]:
    """Raise the error for a response that is not a success, or unreadable."""
    _raise_for_status(call, response)
    try:
        yield
    except ValueError as error:
        raise UnexpectedResponse(
            f"{call.operation}: {response.status}, but {error}",
            status=response.status,
            outcome_unknown=not call.safe,
        ) from error


def _next_link(answer: Mapping[str, Any]) -> str | None:
    """Return the response's `links.next`; None if it is null or missing."""
    match answer.get("links"):
        case {"next": str(link)} if link:
            return link
        case None | [] | {"next": None | ""}:
            return None
        case {**others} if "next" not in others:
            return None
        case _:
            raise ValueError("links.next is no link")


def _raise_for_status(call: Call, response: Response) -> None:
    """Raise the error for a status that is not a success."""
    operation, status = call.operation, response.status
    if status // 100 == _SUCCESS:
        return
    message, by_field = _parse_error_body(response.body)
    wait = retry_after(response.headers)
    match status, status // 100:
        case 401 | 403, _:
            raise Unauthorized(operation, status, message)
        case 404, _:
            raise NotFound(operation, status, message)
        case 400 | 422, _:
            raise Rejected(operation, status, message, errors=by_field)
        case 429, _:
            limit = RateLimit.from_headers(response.headers)
            raise RateLimited(operation, status, message, retry_after=wait, rate_limit=limit)
        case _, 5:
            unknown = not call.safe
            raise ServerError(operation, status, message, retry_after=wait, outcome_unknown=unknown)
        case _, 4:
            raise UnexpectedResponse(f"{operation}: {status}", status=status)
        case _:
            raise UnexpectedResponse(f"{operation}: {status}", status=status, outcome_unknown=not call.safe)


def _parse_error_body(body: bytes) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return Ampeco's message and errors by field, if the body has them: a proxy's error page has none."""
    try:
        parsed = from_json(body)
    except ValueError:
        return "", {}
    if not isinstance(parsed, dict):
        return "", {}
    message, errors = parsed.get("message"), parsed.get("errors")
    by_field = errors.items() if isinstance(errors, dict) else ()
    return (
        message if isinstance(message, str) else "",
        {field: tuple(map(str, texts)) for field, texts in by_field if isinstance(texts, list)},
    )
