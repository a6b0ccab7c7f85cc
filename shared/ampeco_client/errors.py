"""Exceptions of the client, as one tree.

AmpecoError
├── TransportError          no response: refused, reset, unreachable
│   └── Timeout             no response in time, or the deadline had passed
├── CircuitOpen             nothing was sent: the circuit breaker is open for another `retry_after` seconds
├── ApiError                Ampeco returned an error
│   ├── Unauthorized        401, 403: the token is missing, wrong or lacks a permission
│   ├── NotFound            404
│   ├── Rejected            400, 422: the request is invalid; `errors` by field
│   ├── RateLimited         429: too many calls; `retry_after`, `rate_limit`
│   └── ServerError         5xx
└── UnexpectedResponse      an undocumented response
    └── UnreadableRecord    a requested record is unusable without its unreadable fields

A caller who only reads writes `except AmpecoError`. A caller who writes also looks at `outcome_unknown`:

    try:
        request = await client.submit_booking_request(CreateBooking(...))
    except AmpecoError as error:
        if error.outcome_unknown:
            ...  # it may have been carried out: look for the externalId before sending anything again

No error contains the token, a URL or a request: they are safe to log, except that `ApiError.message` and
`Rejected.errors` are Ampeco's text and may quote what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from ._rate_limit import RateLimit


class AmpecoError(Exception):
    """Any failure of a call to Ampeco.

    `outcome_unknown` is True if a write may have been executed although no usable response arrived (a timeout or reset
    after sending, a 5xx, an unreadable 2xx). It is always False for a read.
    """

    def __init__(self, text: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(text)
        self.outcome_unknown = outcome_unknown


class TransportError(AmpecoError):
    """No response arrived.

    `sent` is False if the request certainly never reached Ampeco. `connection_lost` is True if the connection ended
    before a response, such as one that was dropped while idle.
    """

    def __init__(self, text: str, *, sent: bool, connection_lost: bool = False, outcome_unknown: bool = False) -> None:
        super().__init__(text, outcome_unknown=outcome_unknown)
        self.sent = sent
        self.connection_lost = connection_lost


class Timeout(TransportError):
    """No response in time: the attempt's timeout, or the end of the surrounding `deadline`."""


class CircuitOpen(AmpecoError):
    """Nothing was sent: earlier calls failed, or Ampeco requested a pause of `retry_after` seconds."""

    def __init__(self, operation: str, *, retry_after: float) -> None:
        super().__init__(f"{operation}: not sent for another {retry_after:.1f} s")
        self.retry_after = retry_after


class ApiError(AmpecoError):
    """Ampeco returned a documented error.

    `status` is the HTTP status, `message` Ampeco's text (for logs only), and `retry_after` the seconds that Ampeco asks
    to wait, if any.
    """

    def __init__(
        self,
        operation: str,
        status: int,
        message: str = "",
        *,
        retry_after: float | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(f"{operation}: {status} {message}".rstrip(), outcome_unknown=outcome_unknown)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class Unauthorized(ApiError):
    """401 or 403: the token is missing, wrong, or lacks a permission."""


class NotFound(ApiError):
    """404: the record does not exist."""


class Rejected(ApiError):
    """400 or 422: Ampeco refused the request; `errors` has its reasons by field."""

    def __init__(
        self, operation: str, status: int, message: str = "", *, errors: Mapping[str, tuple[str, ...]]
    ) -> None:
        super().__init__(operation, status, message)
        self.errors = dict(errors)


class RateLimited(ApiError):
    """429: too many calls. Nothing was executed."""

    def __init__(
        self,
        operation: str,
        status: int,
        message: str = "",
        *,
        retry_after: float | None = None,
        rate_limit: RateLimit | None = None,
    ) -> None:
        super().__init__(operation, status, message, retry_after=retry_after)
        self.rate_limit = rate_limit


class ServerError(ApiError):
    """5xx: Ampeco, or a proxy in front of it, failed."""


class UnexpectedResponse(AmpecoError):
    """An undocumented response.

    An unknown status, an unexpected body, or a `links.next` that leads elsewhere. `status` is the HTTP status, or None
    if no response is at fault.
    """

    def __init__(self, text: str, *, status: int | None = None, outcome_unknown: bool = False) -> None:
        super().__init__(text, outcome_unknown=outcome_unknown)
        self.status = status


class UnreadableRecord(UnexpectedResponse):
    """A requested record is unusable without its unreadable fields; a retry does not help."""
