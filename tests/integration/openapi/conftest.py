"""The running functions, and schemathesis as a process that tests them against the document."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.openapi.api import ADMIN_TOKEN, LINK_KEY, Api, create_bookings
from tests.integration.openapi.findings import Findings, RunSchemathesis
from tests.support.gateway import running_gateway
from tests.support.report import report  # noqa: F401 - a fixture, found here by its name
from tests.support.simulator import running_simulator
from tools.openapi.file import FILE

_HERE = Path(__file__).parent


@pytest.fixture
def api() -> Iterator[Api]:
    """Start everything on the machine's time, since the functions of a gateway use it.

    For each test separately: a booking that one test cancels could not be rescheduled by the next.
    """
    with running_simulator() as simulator:
        simulator.approval("instant")
        known = create_bookings(simulator)
        settings = {
            "AMPECO_API_URL": simulator.url,
            "AMPECO_API_TOKEN": simulator.token,
            "ADMIN_TOKENS": ADMIN_TOKEN,
            "BOOKING_LINK_KEYS": LINK_KEY,
            "MAX_BOOKINGS_PER_DRIVER": "0",
            "DEFAULT_TIMEZONE": "America/Detroit",
            "DRIVER_APP_LINKS": "App Store=https://apps.example.com/ios",
            "LINKS_FUNCTION": "SendLinks",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
        }
        with running_gateway(settings) as gateway:
            yield Api(gateway, known)


@pytest.fixture
def run_schemathesis(api: Api, tmp_path: Path) -> RunSchemathesis:
    """Return a function that tests the routes whose paths match a pattern against the document."""

    def run(paths: str) -> Findings:
        report_file, config = tmp_path / "report.json", tmp_path / "schemathesis.toml"
        config.write_text((_HERE / config.name).read_text() + api.known)
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
        command += [str(FILE), "--url", api.gateway.url, "--include-path-regex", paths, "--no-color"]
        command += ["--report", "json", "--report-json-path", str(report_file)]
        settings = {
            "ADMIN_TOKEN": ADMIN_TOKEN,
            "PYTHONPATH": str(_HERE.parents[2]),
            "SCHEMATHESIS_HOOKS": str(_HERE / "hooks.py"),
        }
        # Its cache is removed with the folder.
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
        if not report_file.exists():
            raise AssertionError(done.stdout + done.stderr)
        answers = defaultdict(set)
        for method, path, status in re.findall(
            r" ([A-Z]+) (/api/\S+) (\d{3}) \d+ ms$", api.gateway.output, re.MULTILINE
        ):
            if re.match(paths, path):
                answers[f"{method} {path}"].add(int(status))
        return Findings(done.returncode, done.stdout, json.loads(report_file.read_text()), answers)

    return run
