"""The audit trail: one structured line of log for each request that we sent to Ampeco, with ids and no person."""

import logging

from shared.ampeco_client import BookingRequest, CancelBooking, CreateBooking, UpdateBooking
from shared.domain.sources import source_of

Ask = CreateBooking | UpdateBooking | CancelBooking

_log = logging.getLogger(__name__)


def note(ask: Ask, request: BookingRequest | None) -> None:
    """Log who asked for what, and what Ampeco said at once; `request` is None where its answer stayed unknown.

    The line is named "asked ampeco" and carries `who` (site or admin), `what` (create, update or cancel), and
    `booking`, `booking_request` and `outcome` as far as they are known.
    """
    line = {
        "who": source_of(ask.external_id),
        "what": ask.type,
        "booking": request.booking_id if isinstance(ask, CreateBooking) and request else _booking(ask),
        "booking_request": request.id if request else None,
        "outcome": request.status if request else "unknown",
    }
    _log.info("asked ampeco", extra={name: value for name, value in line.items() if value is not None})


def _booking(ask: Ask) -> int | None:
    return None if isinstance(ask, CreateBooking) else ask.booking_id
