"""Metrics: one line per invocation that CloudWatch reads out of the log (EMF). Numbers only, nothing of a person.

Each problem is counted under the word of its type, such as `slot-unavailable`. The one dimension is the service, the
stack's name on AWS: CloudWatch bills every combination of name and dimensions. Which function it was is in the line.
"""

from datetime import datetime, timedelta

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from shared.ampeco_client import BookingRequestStatus, CreateRequest

NAMESPACE = "EvChargingBookings"

_metrics = EphemeralMetrics(namespace=NAMESPACE)


_DECIDED_JUST_NOW = timedelta(seconds=5)

_DECISIONS: dict[str, str] = {
    BookingRequestStatus.APPROVED: "booking-approved",
    BookingRequestStatus.REJECTED: "booking-rejected",
}


class _Process:
    is_cold = True


def count(name: str) -> None:
    """Count one of `name`."""
    _metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)


def time_upstream(operation: str, status: int | None, seconds: float) -> None:  # noqa: ARG001 — what Ampeco's client tells
    """Note how long one call to Ampeco took."""
    _metrics.add_metric(name="upstream-time", unit=MetricUnit.Milliseconds, value=round(seconds * 1000, 1))


def count_decision(request: CreateRequest, now: datetime) -> None:
    """Count what Ampeco decided, at the first look at it: the page asks every few seconds until then, and no longer.

    Ampeco calls nobody when it decides. So what no driver waits for is not counted, and a second look within five
    seconds is counted twice: good for a ratio and an alarm, not for the books.
    """
    decision = _DECISIONS.get(request.status)
    if decision and request.last_updated_at and now - request.last_updated_at < _DECIDED_JUST_NOW:
        count(decision)


def publish(function_name: str) -> None:
    """Write the line of one invocation, if there is anything to tell."""
    if _Process.is_cold:
        _Process.is_cold = False
        count("cold-start")
    if _metrics.metric_set:
        _metrics.add_metadata("function_name", function_name)
        _metrics.flush_metrics()
