"""Registry of exceptions and their problem responses: the only mapping from errors to HTTP.

Ampeco's messages, statuses and headers are never passed on: its 401 would look like the caller's.
"""

import math
from collections.abc import Callable

from starlette.exceptions import HTTPException

from shared.ampeco_client import (
    AmpecoError,
    CircuitOpen,
    RateLimited,
    Rejected,
    Timeout,
    Unauthorized,
)
from shared.domain.errors import (
    BookingChanged,
    BookingNotFound,
    DriverNotFound,
    InvalidRequest,
    KeyReused,
    ListTooLong,
    NotChangeable,
    OutcomeUnknown,
    OverlappingBooking,
    ReportTooLarge,
    RequestNotFound,
    SiteNotFound,
    SlotUnavailable,
    TooManyBookings,
)
from shared.http_api.errors.problems import FieldError, Problem, ProblemError, invalid_request, problem
from shared.http_api.responses.availability import AlternativesResponse
from shared.http_api.responses.base import ResponseModel
from shared.http_api.runtime.secrets import SecretUnavailable
from shared.http_api.runtime.settings import AppLink, ConfigurationError
from shared.infra.invocation import InvocationFailed

_BUSY_SECONDS = 5

_NOTHING_CHANGED = "Nothing was changed. Try again in a moment."


class LinkResponse(ResponseModel):
    """A download link of the driver app."""

    label: str
    url: str


def driver_not_found(links: tuple[AppLink, ...]) -> Problem:
    """Return the same problem for an unknown, a disabled and an ambiguous account, so that they look alike."""
    return problem(
        "driver-not-found",
        "We couldn't find an active app account for this email. Sign up in the app, then come back and book. "
        "If you already have an account, contact support.",
        extra={"links": [LinkResponse(label=link.label, url=link.url) for link in links]},
    )


def problem_for(error: Exception, links: tuple[AppLink, ...] = ()) -> Problem | None:
    """Return the problem for `error`, None for an unexpected exception."""
    if isinstance(error, DriverNotFound):
        return driver_not_found(links)
    for kind, answer in _PROBLEMS:
        if isinstance(error, kind):
            return answer(error)
    return None


def internal_error() -> Problem:
    """Return the problem for an unexpected exception."""
    return problem("internal-error", f"Something went wrong on our end. {_NOTHING_CHANGED}")


def _slot_unavailable(error: SlotUnavailable) -> Problem:
    return problem(
        "slot-unavailable",
        "The port is no longer available for the whole time. Nothing was booked.",
        extra={"alternatives": AlternativesResponse.from_alternatives(error.alternatives, error.zone)},
    )


def _too_many_bookings(error: TooManyBookings) -> Problem:
    return problem(
        "too-many-bookings",
        f"This driver already has {error.limit} upcoming bookings, the most allowed. Nothing was booked.",
    )


def _outcome_unknown(error: OutcomeUnknown) -> Problem:
    return problem(
        "outcome-unknown",
        "The request was sent, but the charging network's response was lost. Try again with the same Idempotency-Key. "
        "Nothing is booked twice.",
        status=504 if isinstance(error.__cause__, Timeout) else 502,
    )


def _busy(error: RateLimited | CircuitOpen) -> Problem:
    seconds = math.ceil(error.retry_after) if error.retry_after else _BUSY_SECONDS
    return problem(
        "upstream-busy",
        _NOTHING_CHANGED,
        headers={"Retry-After": str(max(1, seconds))},
    )


def _not_ready(_error: SecretUnavailable) -> Problem:
    return problem(
        "not-ready",
        _NOTHING_CHANGED,
        headers={"Retry-After": str(_BUSY_SECONDS)},
    )


def _mail_not_ready(_error: InvocationFailed) -> Problem:
    return problem(
        "mail-not-ready", "Nothing was sent. Try again in a moment.", headers={"Retry-After": str(_BUSY_SECONDS)}
    )


def _http(error: HTTPException) -> Problem:
    if error.status_code == 405:  # noqa: PLR2004 — the number is the status's name
        return problem("method-not-allowed", "This method isn't supported.")
    return problem("not-found", "This address does not exist.")


def _fixed(kind: str, detail: str) -> Callable[[Exception], Problem]:
    fixed = problem(kind, detail)
    return lambda _error: fixed


# The first match is used, so specific exceptions come before general ones.
_PROBLEMS: tuple[tuple[type[Exception], Callable[..., Problem]], ...] = (
    (ProblemError, lambda error: error.problem),
    (InvalidRequest, lambda error: invalid_request([FieldError(error.field, error.detail)])),
    (
        SiteNotFound,
        _fixed("site-not-found", "This site doesn't exist or can't be booked."),
    ),
    (
        BookingNotFound,
        _fixed("booking-not-found", "No booking matches this link."),
    ),
    (
        RequestNotFound,
        _fixed(
            "request-not-found",
            "The charging network has no booking request with this number.",
        ),
    ),
    (
        ListTooLong,
        _fixed(
            "list-too-long",
            "A list has at most 2,000 rows, an export 5,000. Choose fewer days, one site or one status.",
        ),
    ),
    (
        ReportTooLarge,
        _fixed(
            "report-too-large",
            "A report covers at most 5,000 bookings and 10,000 booking requests. Choose fewer days.",
        ),
    ),
    (SlotUnavailable, _slot_unavailable),
    (
        OverlappingBooking,
        _fixed(
            "overlapping-booking",
            "This driver already has a booking that overlaps this time, at this site or another. Nothing was booked. "
            "Your bookings are in the driver app.",
        ),
    ),
    (TooManyBookings, _too_many_bookings),
    (
        BookingChanged,
        _fixed("booking-changed", "Someone else changed this booking after you loaded it. Nothing was submitted."),
    ),
    (
        NotChangeable,
        _fixed(
            "booking-not-changeable",
            "It's still pending, or it's already over or canceled. Nothing was changed.",
        ),
    ),
    (
        KeyReused,
        _fixed(
            "idempotency-key-reused",
            "This Idempotency-Key belongs to an earlier request with another body. Use a new key for a new request.",
        ),
    ),
    (OutcomeUnknown, _outcome_unknown),
    (
        Unauthorized,
        _fixed(
            "upstream-refused",
            "The operator's token for the charging network doesn't work. Nothing was changed.",
        ),
    ),
    (RateLimited, _busy),
    (CircuitOpen, _busy),
    (
        Timeout,
        _fixed("upstream-timeout", _NOTHING_CHANGED),
    ),
    (
        Rejected,
        _fixed(
            "request-not-accepted",
            "The charging network declined this request. Nothing was changed.",
        ),
    ),
    (AmpecoError, _fixed("upstream-error", _NOTHING_CHANGED)),
    (
        ConfigurationError,
        _fixed(
            "not-configured",
            "A required setting is missing or invalid. Nothing was changed.",
        ),
    ),
    (SecretUnavailable, _not_ready),
    (InvocationFailed, _mail_not_ready),
    (HTTPException, _http),
)
