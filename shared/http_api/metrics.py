"""Metrics: one for each kind of problem, as lines that CloudWatch reads out of the log (EMF)."""

from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "EvChargingBookings"


def count_problem(kind: str, function_name: str) -> None:
    """Count one answer of this kind of problem, by the word of its type."""
    with single_metric(name=kind, unit=MetricUnit.Count, value=1, namespace=NAMESPACE) as metric:
        metric.add_dimension(name="function_name", value=function_name)
