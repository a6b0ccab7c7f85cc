import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.support.clock import CLOCK
from tests.support.gateway import is_gone, running_gateway, until
from tests.support.http import NO_TLS

FAST = ("--schedules", "--schedule-seconds", "0.05")


def ticks(output: str) -> list[dict[str, Any]]:
    return [json.loads(line.removeprefix("tick ")) for line in output.splitlines() if line.startswith("tick {")]


def test_a_scheduled_function_runs_repeatedly(template: Path, dist: Path) -> None:
    """With Scheduler's event and the site's URL, in one instance; it continues after a failed run."""
    with running_gateway({"SITE_URL": ""}, template=template, dist=dist, options=FAST) as gateway:
        until(lambda: len(ticks(gateway.output)) >= 2)
        first, second = ticks(gateway.output)[:2]
        output = gateway.stop()

    assert "Ticking: the handler raised ValueError" in output
    assert first["pid"] == second["pid"]
    assert is_gone(first["pid"])
    assert first["site"] == gateway.url
    assert (first["event"]["source"], first["event"]["detail-type"]) == ("aws.scheduler", "Scheduled Event")
    assert first["event"]["id"] != second["event"]["id"]
    assert first["event"]["time"][:13] == f"{CLOCK.now():%Y-%m-%dT%H}"


def test_schedule_can_be_run_at_once(template: Path, dist: Path) -> None:
    """In the same instance; the response says whether the run succeeded. Only with `--schedules`."""
    rare = ("--schedules", "--schedule-seconds", "3600")
    with running_gateway({}, template=template, dist=dist, options=rare) as gateway:
        statuses = [httpx.post(f"{gateway.url}/schedules", verify=NO_TLS).status_code for _ in range(3)]
        read = httpx.get(f"{gateway.url}/schedules", verify=NO_TLS).status_code
        runs = ticks(gateway.stop())
    with running_gateway({}, template=template, dist=dist) as gateway:
        off = httpx.post(f"{gateway.url}/schedules", verify=NO_TLS).status_code

    assert (sorted(statuses), read) == ([204, 204, 500], 404)
    assert len(runs) >= 2
    assert len({run["pid"] for run in runs}) == 1
    assert off in {404, 405}


def test_a_given_site_url_is_kept(template: Path, dist: Path) -> None:
    """Links in mails may use another host."""
    own = {"SITE_URL": "https://site.example"}
    with running_gateway(own, template=template, dist=dist, options=FAST) as gateway:
        until(lambda: bool(ticks(gateway.output)))

    assert {tick["site"] for tick in ticks(gateway.output)} == {"https://site.example"}


def test_nothing_is_scheduled_by_default(template: Path, dist: Path) -> None:
    """Tests and other callers of the gateway get requests only."""
    with running_gateway({}, template=template, dist=dist, options=("--schedule-seconds", "0.01")) as gateway:
        for _ in range(3):
            httpx.get(f"{gateway.url}/api/crash", verify=NO_TLS)
        output = gateway.stop()

    assert "Ticking" not in output


@pytest.fixture
def mails() -> Iterator[str]:
    """Serve a page and headers as the outbox does."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"this is {self.path}".encode()
            self.send_response(200)
            for name, value in {"Content-Security-Policy": "default-src 'none'", "X-Other": "dropped"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def test_outbox_is_part_of_the_site(mails: str, template: Path, dist: Path) -> None:
    """Only its two paths, read-only."""
    with running_gateway({}, template=template, dist=dist, options=("--outbox", mails)) as gateway:
        page, data = (httpx.get(f"{gateway.url}/{name}", verify=NO_TLS) for name in ("outbox", "outbox.json"))
        posted = httpx.post(f"{gateway.url}/outbox", verify=NO_TLS)
        below = httpx.get(f"{gateway.url}/outbox/more", verify=NO_TLS)

    assert (page.text, data.text) == ("this is /outbox", "this is /outbox.json")
    assert page.headers["content-security-policy"] == "default-src 'none'"
    assert "x-other" not in page.headers
    assert (posted.status_code, below.status_code) == (405, 404)


def test_an_unreachable_outbox_is_reported(template: Path, dist: Path) -> None:
    """The rest of the site works."""
    with running_gateway({}, template=template, dist=dist, options=("--outbox", "http://127.0.0.1:1")) as gateway:
        gone = httpx.get(f"{gateway.url}/outbox", verify=NO_TLS).status_code
        output = gateway.stop()

    assert gone == 502
    assert re.search(r"outbox: \w+Error", output)


def test_there_is_no_outbox_without_its_process(template: Path, dist: Path) -> None:
    """As on the deployed site."""
    with running_gateway({}, template=template, dist=dist) as gateway:
        assert httpx.get(f"{gateway.url}/outbox", verify=NO_TLS).status_code == 404
