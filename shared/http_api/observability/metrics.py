"""Metrics in CloudWatch's embedded metric format (EMF), one line per invocation, without personal data.

Each problem is counted under its type, such as `slot-unavailable`. The only dimension is the service (the stack's name
on AWS), because CloudWatch bills every combination of name and dimensions. The line also contains the function's name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "EvChargingBookings"

_metrics = EphemeralMetrics(namespace=NAMESPACE)


class _Process:
    is_cold = True


def count(name: str, times: int = 1) -> None:
    """Count `name`, once or `times` times."""
    _metrics.add_metric(name=name, unit=MetricUnit.Count, value=times)


def time_upstream(operation: str, status: int | None, seconds: float) -> None:  # noqa: ARG001 — what Ampeco's client tells
    """Record the duration of one call to Ampeco."""
    _metrics.add_metric(name="upstream-time", unit=MetricUnit.Milliseconds, value=round(seconds * 1000, 1))


@contextmanager
def timed_creation() -> Iterator[None]:
    """Record the duration of the block, which creates a booking request; not if it raises."""
    started = perf_counter()
    yield
    milliseconds = round((perf_counter() - started) * 1000, 1)
    _metrics.add_metric(name="creation-time", unit=MetricUnit.Milliseconds, value=milliseconds)


def publish(function_name: str) -> None:
    """Write the metrics of one invocation, if there are any."""
    if _Process.is_cold:
        _Process.is_cold = False
        count("cold-start")
    if _metrics.metric_set:
        _metrics.add_metadata("function_name", function_name)
        _metrics.flush_metrics()
