"""Every admin route of `template.yaml` without a token, as a viewer and as a manager; and who the audit log names."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest

from tests.security.function_host import ADMIN_ROUTES, FunctionHost, RouteRequest
from tests.support.admin_functions import ADMIN_TOKEN

VIEWER = "the-token-of-a-viewer-in-the-tests-32-characters"
MANAGER = "the-token-of-a-manager-in-the-tests-32-characters"
LOOKUPS = {"POST /api/admin/find-driver"}
"""Reads that are a POST, so that no address has an email."""
WRITES = [route for route in ADMIN_ROUTES if not route.startswith("GET ") and route not in LOOKUPS]


@pytest.fixture
def roles(host: FunctionHost) -> Iterator[FunctionHost]:
    """Return functions with a token of each role beside the usual one."""
    host.configure(ADMIN_TOKENS=f"{ADMIN_TOKEN},ben:viewer:{VIEWER},ana:manager:{MANAGER}")
    yield host
    host.configure()


def as_admin(request: RouteRequest, token: str | None) -> RouteRequest:
    """Return the request with another token, or none."""
    headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
    return replace(request, headers=headers | ({"Authorization": f"Bearer {token}"} if token else {}))


def test_there_are_reads_and_writes() -> None:
    """So that the walks below walk over both."""
    assert len(WRITES) >= 3
    assert len(set(ADMIN_ROUTES) - set(WRITES)) >= 9


@pytest.mark.parametrize("route", ADMIN_ROUTES)
def test_an_admin_route_has_the_access_of_its_role(roles: FunctionHost, route: str) -> None:
    """No token: 401. A viewer reads, and a write is a 403 without a call to Ampeco. A manager does all."""
    valid = roles.valid_request(route)
    roles.simulator.clear_calls()

    nobody = roles.send(as_admin(valid, None))
    assert (nobody.status, nobody.problem) == (401, "unauthorized")
    assert roles.simulator.calls() == []

    viewer = roles.send(as_admin(valid, VIEWER))
    if route in WRITES:
        assert (viewer.status, viewer.problem) == (403, "manager-required")
        assert roles.simulator.calls() == []
    else:
        assert viewer.status == 200

    assert 200 <= roles.send(as_admin(valid, MANAGER)).status < 300


@pytest.mark.parametrize("route", WRITES)
def test_a_viewers_write_is_refused_before_it_is_parsed(roles: FunctionHost, route: str) -> None:
    """A viewer learns nothing from the errors of a body either."""
    nonsense = replace(as_admin(roles.valid_request(route), VIEWER), body={"nonsense": True})

    answer = roles.send(nonsense)

    assert (answer.status, answer.problem) == (403, "manager-required")


def test_the_audit_log_names_who_submitted(roles: FunctionHost, log: StringIO) -> None:
    """Each line of the invocation has the name, and no token; the next invocation without one has no name."""
    create = roles.valid_request("POST /api/admin/bookings")
    for token in (MANAGER, ADMIN_TOKEN):
        again = replace(create, body=roles.order(), headers={})
        assert roles.send(as_admin(again, token)).status == 201
    roles.send(as_admin(create, None))
    roles.create_booking()

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    submitted = [line.get("admin") for line in lines if line["message"] == "booking_request_submitted"]
    routes = [(line["route"], line.get("admin")) for line in lines if line["message"] == "request_completed"]
    assert submitted == ["ana", "admin", None]
    assert routes[:4] == [
        ("POST /api/admin/bookings", "ana"),
        ("POST /api/admin/bookings", "admin"),
        ("POST /api/admin/bookings", None),
        ("POST /api/bookings", None),
    ]
    assert [token for token in (MANAGER, VIEWER, ADMIN_TOKEN) if token in log.getvalue()] == []


def test_a_viewer_gets_no_link_that_changes_a_booking(roles: FunctionHost) -> None:
    """A reference would let a viewer cancel as the driver; a manager gets it."""
    valid = roles.valid_request("GET /api/admin/bookings/{bookingId}")

    answers = [roles.send(as_admin(valid, token)).json["handOver"] for token in (VIEWER, MANAGER)]

    assert [sorted(answer) for answer in answers] == [["changesEmailed"], ["changesEmailed", "reference"]]
