"""Audit log: one structured line for each booking request sent to Ampeco, with ids and no personal data."""

import logging

from shared.ampeco_client import BookingRequest, CancelBooking, CreateBooking, UpdateBooking
from shared.domain.identifiers import source_of

RequestInput = CreateBooking | UpdateBooking | CancelBooking

_log = logging.getLogger(__name__)


def record_request(request_input: RequestInput, request: BookingRequest | None) -> None:
    """Log who submitted which request, and Ampeco's immediate status; `request` is None if the outcome is unknown.

    The event is `booking_request_submitted`, with `who` (site or admin), `what` (create, update or cancel), and
    `booking`, `booking_request` and `outcome` if known. The name of the admin token is in `admin`, as in every line of
    the invocation.
    """
    line = {
        "who": source_of(request_input.external_id),
        "what": request_input.type,
        "booking": request.booking_id
        if isinstance(request_input, CreateBooking) and request
        else _booking(request_input),
        "booking_request": request.id if request else None,
        "outcome": request.status if request else "unknown",
    }
    _log.info("booking_request_submitted", extra={name: value for name, value in line.items() if value is not None})


def _booking(request_input: RequestInput) -> int | None:
    return None if isinstance(request_input, CreateBooking) else request_input.booking_id
