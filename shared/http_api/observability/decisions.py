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
    """Count Ampeco's decision when it is first read; the page polls every few seconds until then.

    Ampeco sends no notification of decisions. So decisions that no page polls for are not counted, and a second read
    within five seconds is counted again: use the metrics for ratios and alarms, not for accounting.
    """
    decision = _DECISIONS.get(request.status)
    if decision and request.last_updated_at and now - request.last_updated_at < _JUST_DECIDED:
        count(decision)
