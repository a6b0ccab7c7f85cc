"""Responses when Ampeco, the network or the settings fail: correct, and without any text of Ampeco."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from shared.ampeco_client import _reserve
from shared.http_api.runtime.services import Services, replace_services, services
from tests.support.functions import LINK_KEY, Functions
from tests.support.lambda_calls import LambdaContext, LambdaResponse
from tests.support.simulator import SimulatorHandle

READS: dict[str, Callable[[Functions], LambdaResponse]] = {
    "sites": Functions.list_sites,
    "site": lambda functions: functions.read_site(101),
    "availability": lambda functions: functions.availability(101),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize(
    ("fault", "status", "problem"),
    [
        ({"kind": "status", "status": 401}, 502, "upstream-refused"),
        ({"kind": "status", "status": 403}, 502, "upstream-refused"),
        ({"kind": "status", "status": 429, "retryAfter": 60}, 503, "upstream-busy"),
        ({"kind": "status", "status": 500}, 502, "upstream-error"),
        ({"kind": "reset"}, 502, "upstream-error"),
        ({"kind": "truncate"}, 502, "upstream-error"),
        ({"kind": "malformed"}, 502, "upstream-error"),
        ({"kind": "html"}, 502, "upstream-error"),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_a_failing_ampeco_is_never_passed_through(
    functions: Functions,
    simulator: SimulatorHandle,
    read: Callable[[Functions], LambdaResponse],
    fault: dict[str, Any],
    status: int,
    problem: str,
) -> None:
    """Ampeco's 401 becomes a 502: it is not about the caller's access."""
    simulator.faults(fault)

    answer = read(functions)

    assert (answer.status, answer.problem) == (status, problem)
    assert "Bad gateway" not in answer.text
    assert "Unauthenticated" not in answer.text


def test_every_kind_of_problem_is_counted(
    functions: Functions, simulator: SimulatorHandle, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a metric of its own, for alarms."""
    simulator.faults({"kind": "status", "status": 401})

    functions.list_sites()

    (line,) = [line for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    metric = json.loads(line)
    assert metric["upstream-refused"] == [1.0]
    assert metric["function_name"] == "tested"
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "EvChargingBookings"


def test_a_long_retry_after_of_ampeco_is_passed_on(functions: Functions, simulator: SimulatorHandle) -> None:
    """If it is longer than an invocation can wait."""
    simulator.faults({"kind": "status", "status": 429, "retryAfter": 60})

    answer = functions.list_sites()

    assert answer.headers["retry-after"] == "60"
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_silent_ampeco_is_a_timeout_before_lambdas_own(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """With under two seconds of the invocation left the function still responds, and nothing was submitted."""
    simulator.faults({"kind": "hang", "operation": "usersListing"})

    answer = functions.book(order, context=LambdaContext(remaining_seconds=1.8))

    assert (answer.status, answer.problem) == (504, "upstream-timeout")
    assert simulator.calls("bookingRequestCreate") == []


def test_a_create_that_times_out_may_have_been_carried_out(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """The response says that the outcome is unknown; a retry with the same key finds out."""
    simulator.faults({"kind": "hang", "operation": "bookingRequestCreate", "when": "after", "count": 1})

    unknown = functions.book(order, key=key, context=LambdaContext(remaining_seconds=4))
    known = functions.book(order, key=key)

    assert (unknown.status, unknown.problem) == (504, "outcome-unknown")
    assert (known.status, known.json["status"]) == (201, "approved")
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_one_lost_connection_per_list_causes_no_error(functions: Functions, simulator: SimulatorHandle) -> None:
    """As after a frozen function resumes."""
    simulator.faults({"kind": "reset", "count": 1})

    assert functions.list_sites().status == 200


@pytest.mark.parametrize("read", [READS["sites"], READS["site"]], ids=["sites", "site"])
def test_a_stale_catalog_is_served_with_its_age(
    functions: Functions, simulator: SimulatorHandle, read: Callable[[Functions], LambdaResponse]
) -> None:
    """A list from two minutes ago beats none, when it says so."""
    clock = [0.0]
    functions.keep_copies_by(lambda: clock[-1])
    fresh = read(functions)
    clock.append(120.0)
    simulator.faults({"kind": "status", "status": 503})

    stale = read(functions)

    assert stale.status == 200
    assert stale.json | {"asOf": None} == fresh.json | {"asOf": None}
    assert stale.headers["age"] == "120"
    assert stale.headers["warning"] == '110 - "Response is Stale"'
    assert "warning" not in fresh.headers


@pytest.mark.parametrize(
    "settings",
    [
        {"AMPECO_API_URL": ""},
        {"AMPECO_API_URL": "not a url"},
        {"AMPECO_API_TOKEN": ""},
        {"MAX_DAYS_AHEAD": "soon"},
        {"DEFAULT_TIMEZONE": "Mars/Olympus"},
        {"BOOKING_LINK_KEYS": ""},
        {"BOOKING_LINK_KEYS": "short"},
        {"DRIVER_APP_LINKS": "App Store=javascript:alert(1)"},
    ],
    ids="-".join,
)
def test_an_invalid_setting_is_logged_without_its_value(
    functions: Functions,
    simulator: SimulatorHandle,
    order: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    log: StringIO,
    settings: dict[str, str],
) -> None:
    """The response is a problem, and nothing is submitted."""
    functions.stop()
    right = {"AMPECO_API_URL": simulator.url, "AMPECO_API_TOKEN": "the-secret", "BOOKING_LINK_KEYS": LINK_KEY}
    for name, value in (right | settings).items():
        monkeypatch.setenv(name, value)

    answer = functions.book(order)

    assert (answer.status, answer.problem) == (503, "not-configured")
    assert next(iter(settings)) in log.getvalue()
    assert "the-secret" not in log.getvalue()
    assert simulator.calls() == []


def test_an_unhandled_exception_is_a_problem_too(functions: Functions, log: StringIO) -> None:
    """Without the exception's message, which may quote input."""
    before = replace_services(Broken(services().settings))

    answer = functions.list_sites()

    replace_services(before)
    assert (answer.status, answer.problem) == (500, "internal-error")
    assert "driver@example.com" not in answer.text
    assert "RuntimeError" in log.getvalue()
    assert "driver@example.com" not in log.getvalue()


class Broken(Services):
    """Services that raise an unexpected error."""

    @property
    def catalog(self) -> Any:
        raise RuntimeError("no driver@example.com here")


def test_no_person_and_no_secret_is_in_the_log(
    functions: Functions, order: dict[str, Any], key: str, log: StringIO
) -> None:
    """Each line has the request's id, none an email, a token, a key or a reference."""
    reference = functions.book(order, key=key).json["id"]
    answer = functions.read_booking(reference)
    functions.read_booking(reference[:-1])
    functions.book(order | {"email": "unknown@example.com"})

    assert answer.headers["x-request-id"] in log.getvalue()
    assert all('"request_id":"' in line for line in log.getvalue().splitlines())
    for secret in ("example.com", functions.simulator.token, key, reference, LINK_KEY):
        assert secret not in log.getvalue()


def test_reads_leave_a_reserve_of_calls_for_bookings(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve of sixty calls a minute; cached values are still served."""
    monkeypatch.setattr(_reserve, "_HOLDS_SECONDS", 600.0)  # however busy the machine is
    simulator.rate_limit(60)
    functions.list_sites()

    looks = [functions.availability(101) for _ in range(60)]

    assert {(answer.status, answer.headers.get("retry-after")) for answer in looks[-5:]} == {(503, "600")}
    assert {answer.problem for answer in looks if answer.status != 200} == {"upstream-busy"}
    assert len(simulator.calls()) <= 48
    assert (functions.list_sites().status, functions.book(order).status) == (200, 201)
