"""Problems: the one shape of every error answer (RFC 9457, `application/problem+json`)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.http_api.errors.kinds import KINDS
from shared.http_api.responses.base import ResponseModel

MEDIA_TYPE = "application/problem+json"

_NONE: Mapping[str, Any] = MappingProxyType({})


class FieldError(NamedTuple):
    """What is wrong with one field of the request; `field` is its path in the caller's own spelling."""

    field: str
    detail: str


class Problem(NamedTuple):
    """An answer that says no. `kind` is the stable word of `urn:problem:<kind>`, which the pages switch on."""

    status: int
    kind: str
    title: str
    detail: str
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, ResponseModel | Sequence[ResponseModel]] = _NONE
    headers: Mapping[str, str] = _NONE

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the members of the answer, ready for JSON."""
        members: dict[str, Any] = {
            "type": f"urn:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "requestId": request_id,
        }
        if self.errors:
            members["errors"] = [{"field": error.field, "detail": error.detail} for error in self.errors]
        for name, value in self.extra.items():
            members[name] = value.plain() if isinstance(value, ResponseModel) else [one.plain() for one in value]
        return members


def problem(  # noqa: PLR0913 — the members of a problem, by name
    kind: str,
    detail: str,
    *,
    status: int | None = None,
    errors: Sequence[FieldError] = (),
    extra: Mapping[str, ResponseModel | Sequence[ResponseModel]] = _NONE,
    headers: Mapping[str, str] = _NONE,
) -> Problem:
    """Return a problem of this kind, with its title, and its usual status unless one is given.

    Raises KeyError for a kind that is not in the registry.
    """
    known = KINDS[kind]
    return Problem(status or known.statuses[0], kind, known.title, detail, errors, extra, headers)


class ProblemError(Exception):
    """Raised where a request cannot be read: carries the problem that answers it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def invalid_request(errors: Sequence[FieldError]) -> Problem:
    """Return the problem of a request whose values will not do."""
    return problem("invalid-request", " ".join(dict.fromkeys(error.detail for error in errors)), errors=errors)
