"""Problem responses (RFC 9457, `application/problem+json`): the format of every error."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.http_api.errors.kinds import KINDS
from shared.http_api.responses.base import ResponseModel

MEDIA_TYPE = "application/problem+json"

_NONE: Mapping[str, Any] = MappingProxyType({})


class FieldError(NamedTuple):
    """A validation error of one request field; `field` is its path as the client spells it."""

    field: str
    detail: str


class Problem(NamedTuple):
    """An error response. `kind` is the stable part of `urn:problem:<kind>`, which the pages switch on."""

    status: int
    kind: str
    title: str
    detail: str
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, ResponseModel | Sequence[ResponseModel]] = _NONE
    headers: Mapping[str, str] = _NONE

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the members of the response, ready for JSON."""
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
    """Return a problem of this kind, with its title and its default status unless one is given.

    Raises KeyError for an unregistered kind.
    """
    known = KINDS[kind]
    return Problem(status or known.statuses[0], kind, known.title, detail, errors, extra, headers)


class ProblemError(Exception):
    """Raised when a request is refused before it reaches the domain; carries the problem response."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def invalid_request(errors: Sequence[FieldError]) -> Problem:
    """Return the problem for a request with invalid values."""
    return problem("invalid-request", " ".join(dict.fromkeys(error.detail for error in errors)), errors=errors)
