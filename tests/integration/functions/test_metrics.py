"""Metrics: one line per invocation, in CloudWatch's format."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from shared.http_api.observability import metrics
from tests.support.functions import NOW, Functions
from tests.support.simulator import SimulatorHandle

Counted = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def counted(capsys: pytest.CaptureFixture[str]) -> Counted:
    """Return a function that gives the metrics of each invocation since its last call, by name."""

    def read() -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
        return [_values(line) for line in lines]

    return read


def _values(line: dict[str, Any]) -> dict[str, Any]:
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "EvChargingBookings"
    return {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}


def test_a_booking_request_is_counted(functions: Functions, order: dict[str, Any], counted: Counted) -> None:
    """With the duration of each call to Ampeco, for the latency alarm."""
    functions.book(order)

    (invocation,) = counted()
    assert invocation["booking-requested"] == [1.0]
    assert len(invocation["upstream-time"]) >= 3
    assert invocation["creation-time"][0] >= max(invocation["upstream-time"])


def test_a_refused_booking_has_no_creation_time(functions: Functions, order: dict[str, Any], counted: Counted) -> None:
    """A quick no would hide slow creations."""
    functions.book(order | {"email": "nobody@example.com"})

    (invocation,) = counted()
    assert "creation-time" not in invocation


@pytest.mark.parametrize(
    ("settings", "decision"),
    [({}, "booking-approved"), ({"rejectReason": "Closed."}, "booking-rejected")],
    ids=["approved", "rejected"],
)
def test_a_decision_is_counted_when_it_is_first_read(
    functions: Functions,
    simulator: SimulatorHandle,
    order: dict[str, Any],
    counted: Counted,
    settings: dict[str, Any],
    decision: str,
) -> None:
    """Not while it is pending, and not on a later day."""
    simulator.approval("held", **settings)
    reference = functions.book(order).json["id"]
    counted()

    functions.read_booking(reference)
    simulator.decide()
    functions.read_booking(reference)
    functions.configure(now=lambda: NOW + timedelta(days=1))
    functions.read_booking(reference)

    decisions = [[name for name in each if name.startswith("booking-")] for each in counted()]
    assert decisions == [[], [decision], []]


def test_a_refusal_is_counted_by_its_kind(functions: Functions, order: dict[str, Any], counted: Counted) -> None:
    """The metric has the name of the problem."""
    functions.book(order | {"email": "nobody@example.com"})
    functions.read_booking("no-such-reference")

    assert [name for each in counted() for name in each if name.endswith("not-found")] == [
        "driver-not-found",
        "booking-not-found",
    ]


def test_a_cold_start_is_counted_once(functions: Functions, counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Per process."""
    monkeypatch.setattr(metrics._Process, "is_cold", True)

    functions.list_sites()
    functions.list_sites()

    assert [each.get("cold-start") for each in counted()] == [[1.0]]


def test_a_response_from_the_cache_writes_no_metrics(functions: Functions, counted: Counted) -> None:
    functions.list_sites()
    counted()

    functions.list_sites()

    assert counted() == []


def test_an_unreadable_row_is_counted(
    functions: Functions, simulator: SimulatorHandle, counted: Counted, log: StringIO
) -> None:
    """And logged in one line per list: ids and field paths, never a value."""
    simulator.override(
        {"kind": "locations", "id": 101, "fields": {"city": ["Secret City"]}},
        {"kind": "locations", "id": 102, "fields": {"id": "secret-id"}},
    )

    functions.list_sites()

    (invocation,) = counted()
    assert invocation["upstream-unreadable"] == [2.0]
    (line,) = [line for line in log.getvalue().splitlines() if '"unreadable"' in line]
    told = json.loads(line)
    assert (told["operation"], told["rows"], told["left_out"]) == ("list_locations", 2, 1)
    assert told["first"] == [
        {"id": 101, "fields": ["city"], "left_out": False},
        {"id": None, "fields": ["id"], "left_out": True},
    ]
    assert "ecret" not in log.getvalue()
