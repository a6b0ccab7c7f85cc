import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]
_REQUESTS = "/resources/booking-requests/v1.0"
_SITE = "/resources/locations/v2.0/101"


def _found(api: httpx.Client, external_id: str) -> int:
    return len(api.get(_REQUESTS, params={"filter[externalId]": external_id}).json()["data"])


def test_a_status_comes_with_retry_after_and_without_effect(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder
) -> None:
    """A fault before the commit has no effect, and ends after its count."""
    simulator.faults(
        {"operation": "bookingRequestCreate", "kind": "status", "status": 429, "retryAfter": 3, "count": 1}
    )

    refused = api.post(_REQUESTS, json=create_body(externalId="k"))
    found = _found(api, "k")
    accepted = api.post(_REQUESTS, json=create_body(externalId="k"))

    assert (refused.status_code, refused.headers["Retry-After"], found) == (429, "3", 0)
    assert accepted.status_code == 201


@pytest.mark.parametrize("kind", ["status", "html"])
@pytest.mark.parametrize(("when", "carried_out"), [("before", 0), ("after", 1)])
def test_an_error_comes_before_or_after_the_operation(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, kind: str, when: str, carried_out: int
) -> None:
    """Before, nothing happened; after, the request exists although the response is an error."""
    simulator.faults({"operation": "bookingRequestCreate", "kind": kind, "when": when})

    reply = api.post(_REQUESTS, json=create_body(externalId="k"))

    assert (503, carried_out) == (reply.status_code, _found(api, "k"))


@pytest.mark.parametrize("kind", ["reset", "hang"])
@pytest.mark.parametrize(("when", "carried_out"), [("before", 0), ("after", 1)])
def test_a_response_is_lost_before_or_after_the_operation(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, kind: str, when: str, carried_out: int
) -> None:
    """Before, nothing happened; after, the request exists."""
    simulator.faults({"operation": "bookingRequestCreate", "kind": kind, "when": when, "seconds": 0})

    with pytest.raises(httpx.TransportError):
        api.post(_REQUESTS, json=create_body(externalId="k"))

    assert carried_out == _found(api, "k")


def test_a_reset_fault_resets_the_connection(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """The client gets a connection error."""
    simulator.faults({"kind": "reset"})

    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        api.get(_SITE)


def test_a_hang_lasts_longer_than_the_client(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """The client times out, and the simulator continues to serve."""
    simulator.faults({"kind": "hang", "count": 1})

    with pytest.raises(httpx.ReadTimeout):
        api.get(_SITE, timeout=0.05)

    assert api.get(_SITE).status_code == 200


def test_a_truncated_body_ends_early(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Shorter than its Content-Length."""
    simulator.faults({"kind": "truncate"})

    with pytest.raises(httpx.RemoteProtocolError):
        api.get(_SITE)


def test_a_malformed_body_is_no_json(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Status and content type are those of a success; the body does not parse."""
    simulator.faults({"kind": "malformed"})

    reply = api.get(_SITE)

    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        reply.json()


def test_an_html_fault_has_another_content_type(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """As from a proxy."""
    simulator.faults({"kind": "html", "status": 502})

    reply = api.get(_SITE)

    assert (reply.status_code, reply.headers["Content-Type"]) == (502, "text/html; charset=utf-8")


def test_latency_applies_to_the_named_operations(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """The client times out there only."""
    simulator.faults({"operation": "locationRead", "kind": "latency", "seconds": 30})

    with pytest.raises(httpx.ReadTimeout):
        api.get(_SITE, timeout=0.05)

    assert api.get("/resources/locations/v2.0").status_code == 200


def test_a_write_is_committed_after_the_client_has_timed_out(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder
) -> None:
    """The request appears after its client gave up."""
    simulator.faults({"operation": "bookingRequestCreate", "kind": "latency", "seconds": 0.2})

    with pytest.raises(httpx.ReadTimeout):
        api.post(_REQUESTS, json=create_body(externalId="k"), timeout=0.05)

    deadline = time.monotonic() + 30
    while not _found(api, "k") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _found(api, "k") == 1


def test_latency_after_the_operation_delays_only_the_response(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder
) -> None:
    """The request exists before the response arrives."""
    simulator.faults({"operation": "bookingRequestCreate", "kind": "latency", "seconds": 30, "when": "after"})

    with pytest.raises(httpx.ReadTimeout):
        api.post(_REQUESTS, json=create_body(externalId="k"), timeout=0.1)

    assert _found(api, "k") == 1


@pytest.mark.parametrize("released_by", ["a call", "other rules"])
def test_held_calls_continue_when_released(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, released_by: str
) -> None:
    """Nothing more is held then, although the rules are active."""
    simulator.faults({"operation": "bookingRequestCreate", "kind": "hold"})
    with pytest.raises(httpx.ReadTimeout):
        api.post(_REQUESTS, json=create_body(externalId="held"), timeout=0.1)
    before = _found(api, "held")

    if released_by == "a call":
        simulator.release()
    else:
        simulator.faults()
    api.post(_REQUESTS, json=create_body(externalId="next"))

    assert before == 0
    assert (_found(api, "held"), _found(api, "next")) == (1, 1)


def test_latency_combines_with_the_first_other_fault(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Latency does not change the response; of two other faults the first applies."""
    simulator.faults(
        {"kind": "latency", "seconds": 0.01},
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 502},
    )

    assert api.get(_SITE).status_code == 500


def test_rules_are_by_operation_and_can_skip(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """For example only the second page of a list."""
    simulator.faults({"operation": "evses*", "kind": "status", "status": 500, "skip": 1, "count": 1})

    statuses = [api.get(path).status_code for path in (_SITE, *["/resources/evses/v2.1"] * 3)]

    assert statuses == [200, 200, 500, 200]


def test_probability_is_seeded(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """The same calls after a reset get the same faults."""

    def strike() -> list[int]:
        simulator.reset()
        simulator.faults({"kind": "status", "probability": 0.5})
        return [api.get(_SITE).status_code for _ in range(20)]

    first, second = strike(), strike()

    assert {200, 503} == set(first)
    assert first == second


def test_an_empty_list_of_rules_ends_every_fault(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Calls succeed again."""
    simulator.faults({"kind": "reset"})

    simulator.faults()

    assert api.get(_SITE).status_code == 200


@pytest.mark.parametrize(
    "rule", [{"kind": "resett"}, {"kind": "reset", "operation": "bookingCreate"}, {"kind": "reset", "chance": 1}]
)
def test_a_rule_with_a_mistake_is_refused(simulator: SimulatorHandle, rule: dict[str, Any]) -> None:
    """A fault that never matches is an error."""
    with pytest.raises(AssertionError, match="422"):
        simulator.faults(rule)
