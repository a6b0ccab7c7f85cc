"""Each deployed function: its package, started and invoked by AWS's own runtime client, cold and warm."""

import base64
import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from local.gateway.template import Function
from shared.domain.identifiers import ReferenceSigner
from tests.support.clock import machine_now
from tests.support.lambda_api import LINKS_FUNCTION, running_lambda_api
from tests.support.lambda_calls import http_event
from tests.support.lambda_runtime import Report, RunningFunction, Runtime, Unpacked, running_function
from tests.support.log_guard import personal
from tests.support.simulator import SimulatorHandle
from tests.support.soak import in_a_soak
from tests.support.template import own_template

pytestmark = in_a_soak

FUNCTIONS = {function.name: function for function in own_template().functions}
LINK_KEY = "the-link-key-of-the-tests-with-32-characters"
ADMIN_TOKEN = "the-admin-token-of-the-tests-32-characters"
AWS_SETTINGS = ("AWS_ENDPOINT_URL_LAMBDA", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
DRIVER_ID = 1001
HOUR = timedelta(hours=1)
START = machine_now().replace(minute=0, second=0, microsecond=0) + timedelta(days=9)

Packaged = Callable[[str], Unpacked]


@pytest.fixture
def environment(ampeco: SimulatorHandle) -> Iterator[dict[str, str]]:
    """Return what all functions get, with a stand-in for Lambda's API, which starts the function that sends links."""
    own = {
        "AMPECO_API_URL": ampeco.url,
        "AMPECO_API_TOKEN": ampeco.token,
        "ADMIN_TOKENS": ADMIN_TOKEN,
        "BOOKING_LINK_KEYS": LINK_KEY,
        "DEFAULT_TIMEZONE": "America/Detroit",
        "POWERTOOLS_SERVICE_NAME": "tested",
        "LINKS_FUNCTION": LINKS_FUNCTION,
    }
    with running_lambda_api():
        yield own | {name: os.environ[name] for name in AWS_SETTINGS}


class Stay:
    """An existing booking at Ampeco, each with its own hour, and the driver's reference."""

    _hours = iter(range(0, 10_000, 4))

    def __init__(self, ampeco: SimulatorHandle) -> None:
        self.start = START + next(self._hours) * HOUR
        external_id = f"web-{uuid.uuid4()}"
        order = {"locationId": 101, "evseId": 5001, **self.times()}
        ampeco.submit(order, external_id=external_id, user_id=DRIVER_ID)
        (booking,) = [one for one in ampeco.live_bookings() if one["externalId"] == external_id]
        self.booking = booking
        self.reference = ReferenceSigner([SecretStr(LINK_KEY)]).reference(external_id)

    def times(self, hours: int = 0) -> dict[str, str]:
        start = self.start + hours * HOUR
        return {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat()}

    def path(self) -> dict[str, str]:
        """Return every path parameter that a route may have."""
        return {
            "siteId": "101",
            "id": self.reference,
            "bookingId": str(self.booking["id"]),
            "requestId": str(self.booking["requestId"]),
            "evseId": "5001",
        }

    def body_of(self, function: str) -> dict[str, Any] | None:
        """Return what the function is sent."""
        later = self.times(hours=2)
        order = {"locationId": 101, "evseId": 5002, **later, "email": "driver1@example.com"}
        bodies: dict[str, dict[str, Any]] = {
            "CreateBooking": order,
            "UpdateBooking": later,
            "AdminCreateBooking": order,
            "AdminUpdateBooking": {**later, "lastUpdatedAt": self.booking["lastUpdatedAt"]},
            "AdminSwitchBooking": {"evseId": 5001},
            "AdminFindDriver": {"email": "driver@example.com"},
            "RequestLinks": {"email": "driver@example.com"},
        }
        return bodies.get(function)


def event_for(function: Function, stay: Stay, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the event of a request that each function answers with what was requested."""
    (route,) = function.routes
    path = {name: value for name, value in stay.path().items() if f"{{{name}}}" in route.path}
    body = stay.body_of(function.name)
    queries = {
        "AdminReadCalendar": {"locationId": "101"},
        "AdminReadReport": {"from": f"{stay.start:%Y-%m-%d}", "to": f"{stay.start:%Y-%m-%d}"},
    }
    query = queries.get(function.name, {})
    sent = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4()), **(headers or {})}
    return http_event(
        route.key,
        path=path,
        query=query,
        headers=sent,
        body=None if body is None else json.dumps(body).encode(),
    )


def as_admin(function: Function) -> dict[str, str]:
    return {"authorization": f"Bearer {ADMIN_TOKEN}"} if function.name.startswith("Admin") else {}


def answer(report: Report) -> tuple[int, str]:
    """Return status and body of a function's answer."""
    assert report.kind == "response", report
    body = report.content["body"]
    text = base64.b64decode(body).decode() if report.content["isBase64Encoded"] else body
    return report.content["statusCode"], text


def lines(running: RunningFunction) -> list[dict[str, Any]]:
    """Return what an ended function logged."""
    return [json.loads(line) for line in running.output.splitlines()]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_each_function_answers_cold_and_warm(
    function: Function, runtime: Runtime, packaged: Packaged, environment: dict[str, str], ampeco: SimulatorHandle
) -> None:
    """The same request twice: a write is repeated under its key, and every printed line is JSON."""
    event = event_for(function, Stay(ampeco), as_admin(function))

    with running_function(
        runtime.python, function.handler, packaged(function.name), runtime.libraries, environment
    ) as running:
        cold, warm = answer(running.invoke(event)), answer(running.invoke(event))

    logged = lines(running)
    assert cold[0] in {200, 201, 202}, cold
    assert warm[0] == cold[0]
    assert [line["request_id"] for line in logged if line.get("message") == "request_completed"] == [
        "request-1",
        "request-2",
    ]
    assert [line["cold-start"] for line in logged if "cold-start" in line] == [[1.0]]
    assert {line["service"] for line in logged} == {"tested"}
    assert personal(running.output, (LINK_KEY, ADMIN_TOKEN, ampeco.token)) == []


PROBE = """
import sys
from functions.sites.list_sites import handler as inner
LATE = ("boto3", "aws_lambda_powertools.utilities.parameters", "jinja2", "local", "tests")
def handler(event, context):
    before = [name for name in LATE if name in sys.modules]
    status = inner(event, context)["statusCode"]
    return {"status": status, "before": before, "after": [name for name in LATE if name in sys.modules]}
"""


@pytest.fixture
def probe(tmp_path: Path, packaged: Packaged, environment: dict[str, str], runtime: Runtime) -> dict[str, str]:
    """Put a module beside the function that tells what is loaded, and return the environment that finds it."""
    (tmp_path / "probe.py").write_text(PROBE)
    unpacked = packaged("ListSites")
    folders = (tmp_path, unpacked.code, unpacked.layers, runtime.libraries)
    return environment | {"PYTHONPATH": ":".join(map(str, folders))}


def test_boto3_is_not_loaded_if_secrets_are_in_the_environment(
    runtime: Runtime, packaged: Packaged, probe: dict[str, str]
) -> None:
    """It is installed, as on Lambda."""
    with running_function(runtime.python, "probe.handler", packaged("ListSites"), runtime.libraries, probe) as running:
        report = running.invoke(http_event("GET /api/sites"))

    assert report == Report("response", {"status": 200, "before": [], "after": []})


def test_a_snapshot_is_taken_with_everything_loaded(
    runtime: Runtime, packaged: Packaged, probe: dict[str, str]
) -> None:
    """With SnapStart the runtime client requests the restore before any event, and then serves as ever."""
    probe |= {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}

    with running_function(runtime.python, "probe.handler", packaged("ListSites"), runtime.libraries, probe) as running:
        report = running.invoke(http_event("GET /api/sites"))

    assert running.calls[:2] == ["restore/next", "invocation/next"]
    assert report.content["status"] == 200
    assert report.content["before"] == ["boto3", "aws_lambda_powertools.utilities.parameters"]


def test_a_function_that_cannot_be_loaded_is_reported_as_an_init_error(
    runtime: Runtime, packaged: Packaged, environment: dict[str, str]
) -> None:
    """The package of one function holds no other."""
    with running_function(
        runtime.python,
        "functions.bookings.create_booking.handler",
        packaged("ListSites"),
        runtime.libraries,
        environment,
    ) as running:
        report = running.report()

    assert (report.kind, report.content["errorType"]) == ("init/error", "Runtime.ImportModuleError")
    assert "functions.bookings" in report.content["errorMessage"]


def test_an_invalid_event_is_a_handler_error_and_the_next_is_served(
    runtime: Runtime, packaged: Packaged, environment: dict[str, str]
) -> None:
    """Lambda counts it as an error of the function; the instance survives."""
    function = FUNCTIONS["ListSites"]

    with running_function(
        runtime.python, function.handler, packaged(function.name), runtime.libraries, environment
    ) as running:
        failed, served = running.invoke({"Records": []}), running.invoke(http_event("GET /api/sites"))

    assert (failed.kind, answer(served)[0]) == ("error", 200)


def test_missing_settings_are_a_problem_and_a_log_line(runtime: Runtime, packaged: Packaged) -> None:
    """Not a crash at the start, which Lambda would repeat for every request."""
    function = FUNCTIONS["ListSites"]

    with running_function(runtime.python, function.handler, packaged(function.name), runtime.libraries, {}) as running:
        status, text = answer(running.invoke(http_event("GET /api/sites")))

    assert (status, json.loads(text)["type"]) == (503, "urn:problem:not-configured")
    (refused,) = [line for line in lines(running) if line.get("message") == "request_rejected"]
    assert "AMPECO_API_URL" in refused["why"]
    assert "AMPECO_API_TOKEN" in refused["why"]


def test_the_right_python_was_used(runtime: Runtime) -> None:
    """3.13 as on Lambda; on a machine without one, the suite's own, and this test says so."""
    if runtime.version != "3.13":
        pytest.skip(f"no Python 3.13 on this machine: ran on {runtime.version}")

    assert Path(runtime.python).exists()
