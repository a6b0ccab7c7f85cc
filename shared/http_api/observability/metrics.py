"""Metrics: one line per invocation that CloudWatch reads out of the log (EMF). Numbers only, nothing of a person.

Each problem is counted under the word of its type, such as `slot-unavailable`. The one dimension is the service, the
stack's name on AWS: CloudWatch bills every combination of name and dimensions. Which function it was is in the line.
"""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "EvChargingBookings"

_metrics = EphemeralMetrics(namespace=NAMESPACE)


class _Process:
    is_cold = True


def count(name: str, times: int = 1) -> None:
    """Count `name`, once or so many times."""
    _metrics.add_metric(name=name, unit=MetricUnit.Count, value=times)


def time_upstream(operation: str, status: int | None, seconds: float) -> None:  # noqa: ARG001 — what Ampeco's client tells
    """Note how long one call to Ampeco took."""
    _metrics.add_metric(name="upstream-time", unit=MetricUnit.Milliseconds, value=round(seconds * 1000, 1))


def publish(function_name: str) -> None:
    """Write the line of one invocation, if there is anything to tell."""
    if _Process.is_cold:
        _Process.is_cold = False
        count("cold-start")
    if _metrics.metric_set:
        _metrics.add_metadata("function_name", function_name)
        _metrics.flush_metrics()
