"""The running functions, and schemathesis as a process that tests them against the document."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner
from tests.integration.openapi.verdict import Judge, Verdict
from tests.support.clock import SUITE_NOW
from tests.support.gateway import GatewayHandle, running_gateway
from tests.support.report import report  # noqa: F401 - a fixture, found here by its name
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.openapi.file import FILE

_PORTS = (5001, 5002, 5003, 5004)
_FIRST_USER, _USERS = 1005, 12
_HERE = Path(__file__).parent
_LINK_KEY = "the-link-key-of-the-tests-with-32-characters"
_ADMIN_TOKEN = "the-admin-token-of-the-tests-with-32-characters"


@dataclass(frozen=True)
class Api:
    """The tested API, and what schemathesis must know of it, as sections of its configuration."""

    gateway: GatewayHandle
    known: str


@pytest.fixture
def api() -> Iterator[Api]:
    """Start everything on the machine's time, since the functions of a gateway use it.

    For each test separately: a booking that one test cancels could not be rescheduled by the next.
    """
    with running_simulator() as simulator:
        simulator.approval("instant")
        known = _book_some(simulator)
        settings = {
            "AMPECO_API_URL": simulator.url,
            "AMPECO_API_TOKEN": simulator.token,
            "ADMIN_TOKENS": _ADMIN_TOKEN,
            "BOOKING_LINK_KEYS": _LINK_KEY,
            "MAX_BOOKINGS_PER_DRIVER": "0",
            "DEFAULT_TIMEZONE": "America/Detroit",
            "DRIVER_APP_LINKS": "App Store=https://apps.example.com/ios",
            "LINKS_FUNCTION": "SendLinks",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
        }
        with running_gateway(settings) as gateway:
            yield Api(gateway, known)


def _book_some(simulator: SimulatorHandle) -> str:
    """Book at the simulator four weeks ahead; return the references and bookings as sections of the configuration."""
    midnight = SUITE_NOW.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=28)
    names = {f"web-{uuid4()}": place for place in product(_PORTS, range(0, 24, 4))}
    for number, (name, (port, hour)) in enumerate(names.items()):
        start = midnight + timedelta(hours=hour)
        times = {"startAt": start.isoformat(), "endAt": (start + timedelta(hours=1)).isoformat()}
        order = {"locationId": 101, "evseId": port, **times}
        simulator.submit(order, external_id=name, user_id=_FIRST_USER + number % _USERS)
    signed = ReferenceSigner((SecretStr(_LINK_KEY),))
    references = [signed.reference(name) for name in names]
    bookings = [booking["id"] for booking in simulator.live_bookings() if booking["externalId"] in names]
    return f"""
        [dictionaries.references]
        values = {references}
        [dictionaries.bookings]
        values = {bookings}
    """


@pytest.fixture
def judge(api: Api, tmp_path: Path) -> Judge:
    """Return a function that tests the routes whose paths match a pattern against the document."""

    def run(paths: str) -> Verdict:
        verdict, config = tmp_path / "verdict.json", tmp_path / "schemathesis.toml"
        config.write_text((_HERE / config.name).read_text() + api.known)
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
        command += [str(FILE), "--url", api.gateway.url, "--include-path-regex", paths, "--no-color"]
        command += ["--report", "json", "--report-json-path", str(verdict)]
        settings = {
            "ADMIN_TOKEN": _ADMIN_TOKEN,
            "PYTHONPATH": str(_HERE.parents[2]),
            "SCHEMATHESIS_HOOKS": str(_HERE / "hooks.py"),
        }
        # Its cache is removed with the folder.
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
        if not verdict.exists():
            raise AssertionError(done.stdout + done.stderr)
        answers = defaultdict(set)
        for method, path, status in re.findall(
            r" ([A-Z]+) (/api/\S+) (\d{3}) \d+ ms$", api.gateway.output, re.MULTILINE
        ):
            if re.match(paths, path):
                answers[f"{method} {path}"].add(int(status))
        return Verdict(done.returncode, done.stdout, json.loads(verdict.read_text()), answers)

    return run
