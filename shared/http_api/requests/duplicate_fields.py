"""Checks for duplicate fields, which different parsers resolve differently (parameter pollution)."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from shared.http_api.errors.problems import FieldError, ProblemError, invalid_request

# A percent-encoded letter, digit or one of "-._~", equivalent to the plain character (RFC 3986, 2.3).
_NEEDLESSLY_ENCODED = re.compile(r"%(2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|7e)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z][\w.\[\]-]{0,63}\Z", re.ASCII)


def check_query(request: Request) -> None:
    """Check that the query is unambiguous: a CDN may use it as a cache key.

    Raises ProblemError (422) for a duplicate or percent-encoded name, and for a semicolon, which some parsers treat as
    an ampersand.
    """
    query = request.scope["query_string"].decode("latin-1")
    names = [part.partition("=")[0] for part in query.split("&")]
    if ";" in query or any(_NEEDLESSLY_ENCODED.search(name) for name in names):
        raise ProblemError(invalid_request([FieldError("query", "The query must be written plainly.")]))
    _refuse_repeated(name for name, _ in request.query_params.multi_items())


def check_fields(body: bytes) -> None:
    """Check that a JSON body has no duplicate field: pydantic uses the last one, other parsers the first.

    Raises ProblemError (422).
    """
    json.loads(body, object_pairs_hook=_once_each)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_repeated(name for name, _ in pairs)
    return dict(pairs)


def _refuse_repeated(names: Iterable[str]) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        # Names unlike ours are not repeated in the response.
        known = [name if _PLAIN_NAME.match(name) else "" for name in repeated]
        raise ProblemError(invalid_request([FieldError(name, "Give this once.") for name in dict.fromkeys(known)]))
