"""What can go wrong when talking to Ampeco, as one tree.

    AmpecoError
    ├── TransportError          no answer came: refused, reset, unreachable
    │   └── Timeout             no answer came in time, or the deadline had passed
    ├── CircuitOpen             nothing was sent: the circuit breaker is open for another `retry_after` seconds
    ├── ApiError                Ampeco answered, and said no
    │   ├── Unauthorized        401, 403: the token is missing, wrong or not allowed to
    │   ├── NotFound            404
    │   ├── Rejected            400, 422: what was asked is invalid; `errors` by field
    │   ├── RateLimited         429: too many calls; `retry_after`, `rate_limit`
    │   └── ServerError         5xx
    └── UnexpectedResponse      an answer that the API's document does not know
        └── UnreadableRecord    a record that was asked for is of no use without what cannot be read of it

A caller who only reads writes `except AmpecoError`. A caller who writes also looks at `outcome_unknown`:

    try:
        request = await client.submit_booking_request(CreateBooking(...))
    except AmpecoError as error:
        if error.outcome_unknown:
            ...  # it may have been carried out: look for the externalId before sending anything again

No error carries the token, a URL or a request: they are safe to log, except that `ApiError.message` and
`Rejected.errors` are Ampeco's own words and may quote what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from ._rate_limit import RateLimit


class AmpecoError(Exception):
    """Any failure of a call to Ampeco.

    `outcome_unknown` is True when a write may have been carried out though no usable answer came
    (a timeout or reset after sending, a 5xx, an unreadable 2xx). It is always False for a read.
    """

    def __init__(self, text: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(text)
        self.outcome_unknown = outcome_unknown


class TransportError(AmpecoError):
    """No answer came.

    `sent` is False when the request certainly never reached Ampeco. `connection_lost` is True when the
    connection ended before an answer, as one does that died while it was idle.
    """

    def __init__(self, text: str, *, sent: bool, connection_lost: bool = False, outcome_unknown: bool = False) -> None:
        super().__init__(text, outcome_unknown=outcome_unknown)
        self.sent = sent
        self.connection_lost = connection_lost


class Timeout(TransportError):
    """No answer came in time: the attempt's own limit, or the end of the surrounding `deadline`."""


class CircuitOpen(AmpecoError):
    """Nothing was sent: the calls before failed, or Ampeco asked for quiet. `retry_after` says for how many seconds."""

    def __init__(self, operation: str, *, retry_after: float) -> None:
        super().__init__(f"{operation}: not sent for another {retry_after:.1f} s")
        self.retry_after = retry_after


class ApiError(AmpecoError):
    """Ampeco answered with an error it documents.

    `status` is the HTTP status, `message` Ampeco's own words (for a log, never for a person), and
    `retry_after` the seconds Ampeco asks to wait, where it says so.
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
    """401 or 403: the token is missing, wrong, or not allowed to do this."""


class NotFound(ApiError):
    """404: there is no such record."""


class Rejected(ApiError):
    """400 or 422: Ampeco will not do what was asked; `errors` has its reasons by field."""

    def __init__(
        self, operation: str, status: int, message: str = "", *, errors: Mapping[str, tuple[str, ...]]
    ) -> None:
        super().__init__(operation, status, message)
        self.errors = dict(errors)


class RateLimited(ApiError):
    """429: too many calls. Nothing was carried out."""

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
    """5xx: Ampeco, or something in front of it, failed."""


class UnexpectedResponse(AmpecoError):
    """An answer that the API's document does not know.

    A status it does not name, a body that is not what was promised, or a `links.next` that leads elsewhere.
    `status` is the HTTP status, or None where no answer is at fault.
    """

    def __init__(self, text: str, *, status: int | None = None, outcome_unknown: bool = False) -> None:
        super().__init__(text, outcome_unknown=outcome_unknown)
        self.status = status


class UnreadableRecord(UnexpectedResponse):
    """A record that was asked for is of no use without what cannot be read of it: a retry does not help."""
