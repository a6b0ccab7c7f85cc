"""Metrics of Ampeco's decisions: approved and rejected booking requests."""

from datetime import datetime, timedelta

from shared.ampeco_client import BookingRequestStatus, CreateRequest
from shared.http_api.observability.metrics import count

_JUST_DECIDED = timedelta(seconds=5)

_DECISIONS: dict[str, str] = {
    BookingRequestStatus.APPROVED: "booking-approved",
    BookingRequestStatus.REJECTED: "booking-rejected",
}


def count_decision(request: CreateRequest, now: datetime) -> None:
    """Count what Ampeco decided, at the first look at it: the page asks every few seconds until then, and no longer.

    Ampeco calls nobody when it decides. So what no driver waits for is not counted, and a second look within five
    seconds is counted twice: good for a ratio and an alarm, not for the books.
    """
    decision = _DECISIONS.get(request.status)
    if decision and request.last_updated_at and now - request.last_updated_at < _JUST_DECIDED:
        count(decision)
