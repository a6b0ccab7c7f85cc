"""Every admin function in `template.yaml`, with its real handler: no access without a token."""

import importlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from local.gateway.template import Route
from tests.support.admin_functions import ADMIN_TOKEN
from tests.support.functions import Functions
from tests.support.lambda_calls import LambdaResponse, call
from tests.support.project import PROJECT
from tests.support.simulator import SimulatorHandle
from tests.support.soak import pairs
from tests.support.template import own_template

_PACKAGE, _PATHS = "functions.admin.", "/api/admin/"

OTHER_TOKEN = "another-admin-token-of-the-tests-32-characters"
WEAK_TOKEN = "guessed-in-a-moment"

ROUTES = {(function.handler, route) for function in own_template().functions for route in function.routes}
ADMIN_ROUTES = sorted(
    (handler, route.key)
    for handler, route in ROUTES
    if handler.startswith(_PACKAGE) or route.path.startswith(_PATHS) or route.path == _PATHS.rstrip("/")
)

WRONG = {
    "none": None,
    "empty": "",
    "scheme alone": "Bearer",
    "another token": f"Bearer {OTHER_TOKEN}",
    "another scheme": f"Basic {ADMIN_TOKEN}",
    "no scheme": ADMIN_TOKEN,
    "another case": f"Bearer {ADMIN_TOKEN.upper()}",
    "cut short": f"Bearer {ADMIN_TOKEN[:-1]}",
    "more behind it": f"Bearer {ADMIN_TOKEN}x",
    "a zero byte behind it": f"Bearer {ADMIN_TOKEN}\x00",
    "two of them": f"Bearer {ADMIN_TOKEN},{ADMIN_TOKEN}",
}
UNCONFIGURED = {
    "unset": None,
    "empty": "",
    "nothing but commas": " , ,",
    "weak": WEAK_TOKEN,
    "one character short": ADMIN_TOKEN[:31],
    "one character again and again": "a" * 64,
    "a placeholder": "change-me-to-the-secret-admin-token",
    "weak beside strong": f"{ADMIN_TOKEN},{WEAK_TOKEN}",
    "strong beside weak": f"{WEAK_TOKEN},{ADMIN_TOKEN}",
    "an unknown role": f"ana:owner:{ADMIN_TOKEN}",
    "a role without a name": f"manager:{ADMIN_TOKEN}",
}
BY_ROUTE = {route: (handler, route) for handler, route in ADMIN_ROUTES}


@pytest.fixture
def closed(simulator_process: SimulatorHandle) -> Iterator[Functions]:
    """Return functions that require a token, and a simulator without any call so far."""
    simulator_process.clear_calls()
    running = Functions(simulator_process)
    running.configure(ADMIN_TOKENS=ADMIN_TOKEN)
    yield running
    running.stop()


def knock(handler: str, route: str, authorization: str | None) -> LambdaResponse:
    """Call the function with existing ids and a body that no function accepts."""
    module, _, name = handler.rpartition(".")
    headers = {} if authorization is None else {"Authorization": authorization}
    ids = {"bookingId": "20001", "requestId": "90001"}
    path = {name: value for name, value in ids.items() if f"{{{name}}}" in route}
    body: dict[str, Any] = {"json_body": {"nonsense": True}} if route.startswith("POST") else {}
    return call(getattr(importlib.import_module(module), name), route, path=path, headers=headers, **body)


def metrics(output: str) -> list[dict[str, Any]]:
    """Return the metrics among the printed lines of a function."""
    return [json.loads(line) for line in output.splitlines() if "CloudWatchMetrics" in line]


def test_admin_functions_and_admin_paths_are_the_same() -> None:
    """A module in the folder has only routes below /api/admin/, and each of those routes has a module there."""
    package = {handler for handler, _ in ROUTES if handler.startswith(_PACKAGE)}
    modules = {f"{_PACKAGE}{path.stem}.handler" for path in (PROJECT / "functions/admin").glob("*.py")}

    assert modules - {f"{_PACKAGE}__init__.handler"} == package
    assert [
        (handler, route) for handler, route in ROUTES if handler.startswith(_PACKAGE) != _is_admin_path(route)
    ] == []
    assert len(ADMIN_ROUTES) > 10


def _is_admin_path(route: Route) -> bool:
    return route.path.startswith(_PATHS)


@pytest.mark.parametrize(("function", "authorization"), pairs(BY_ROUTE, WRONG))
def test_every_admin_route_requires_the_token(
    closed: Functions,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    function: tuple[str, str],
    authorization: str | None,
) -> None:
    """401 with `WWW-Authenticate`, no call to Ampeco; a metric and a log line, without any request data."""
    answer = knock(*function, authorization)

    assert (answer.status, answer.problem) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == 'Bearer realm="admin"'
    assert answer.headers["cache-control"] == "private, no-store"
    _check_silent(closed, log, capsys, answer, "unauthorized")


@pytest.mark.parametrize(("function", "tokens"), pairs(BY_ROUTE, UNCONFIGURED))
def test_without_strong_tokens_every_route_is_closed(
    closed: Functions, log: StringIO, capsys: pytest.CaptureFixture[str], function: tuple[str, str], tokens: str | None
) -> None:
    """503 for everybody, also with one of the weak tokens; the log names the setting."""
    if tokens is None:
        closed.configure()
    else:
        closed.configure(ADMIN_TOKENS=tokens)

    own = (tokens or "").partition(",")[0]
    given = (None, f"Bearer {own}", f"Bearer {WEAK_TOKEN}", f"Bearer {ADMIN_TOKEN}")
    answers = [knock(*function, header) for header in given]

    assert {(answer.status, answer.problem) for answer in answers} == {(503, "not-configured")}
    assert "ADMIN_TOKENS" in log.getvalue()
    assert "ADMIN_TOKENS" not in answers[0].text
    _check_silent(closed, log, capsys, answers[0], "not-configured", times=4)


@pytest.mark.parametrize(("handler", "route"), BY_ROUTE.values(), ids=BY_ROUTE)
def test_two_tokens_are_valid_at_a_time(functions: Functions, handler: str, route: str) -> None:
    """So that one can be rotated without locking anybody out; a third one is rejected."""
    functions.configure(ADMIN_TOKENS=f"{ADMIN_TOKEN}, {OTHER_TOKEN}")

    statuses = [knock(handler, route, f"Bearer {token}").status for token in (ADMIN_TOKEN, OTHER_TOKEN, "x" * 40)]

    assert {401, 503}.isdisjoint(statuses[:2])
    assert statuses[2] == 401


def _check_silent(
    closed: Functions,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    answer: LambdaResponse,
    kind: str,
    times: int = 1,
) -> None:
    """Check that it was counted and logged, that no token is revealed, and that Ampeco was not called."""
    printed, logged = capsys.readouterr().out, log.getvalue()
    secrets = {ADMIN_TOKEN, ADMIN_TOKEN.upper(), ADMIN_TOKEN[:-1], OTHER_TOKEN, WEAK_TOKEN}
    assert [[1.0]] * times == [metric[kind] for metric in metrics(printed) if kind in metric]
    assert f'"problem":"{kind}"' in logged
    assert [secret for secret in secrets if secret in printed + logged + answer.text + str(answer.headers)] == []
    assert closed.simulator.calls() == []
