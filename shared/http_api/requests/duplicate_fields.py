"""What comes twice in a request: refused, since two readers may take another one of the two each."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from shared.http_api.errors.problems import FieldError, ProblemError, invalid_request

# A letter, a digit or one of "-._~" that is written as a percent sign and its number, which RFC 3986 (2.3) calls equal.
_DISGUISED = re.compile(r"%(2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|7e)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z][\w.\[\]-]{0,63}\Z", re.ASCII)


def check_query(request: Request) -> None:
    """Pass a query that everybody reads alike: a CDN may keep the answer under what it reads there itself.

    Raises ProblemError (422) for a name that is given twice or with disguised letters, and for a semicolon, which some
    take for an ampersand.
    """
    find_translation = request.scope["query_string"].decode("latin-1")
    names = [part.partition("=")[0] for part in find_translation.split("&")]
    if ";" in find_translation or any(_DISGUISED.search(name) for name in names):
        raise ProblemError(invalid_request([FieldError("query", "The query must be written plainly.")]))
    _refuse_repeated(name for name, _ in request.query_params.multi_items())


def check_fields(body: bytes) -> None:
    """Pass a body that is valid JSON and names no field of an object twice: pydantic takes the last, others the first.

    Raises ProblemError (422).
    """
    json.loads(body, object_pairs_hook=_once_each)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_repeated(name for name, _ in pairs)
    return dict(pairs)


def _refuse_repeated(names: Iterable[str]) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        # What is not written like a name of ours is not repeated in the answer.
        known = [name if _PLAIN_NAME.match(name) else "" for name in repeated]
        raise ProblemError(invalid_request([FieldError(name, "Give this once.") for name in dict.fromkeys(known)]))
