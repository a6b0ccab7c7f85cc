"""Pages on a phone: Lighthouse's marks, and how long a driver on Slow 3G waits for the first start to choose."""

import json
import os
import subprocess
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from bench.routes import SITE
from bench.spread import Spread, spread, timed
from bench.stack import Stack, running_stack
from local.paths import PROJECT
from tools.chromium import installed_chromium

PAGES = {"/": "sites", f"/site?id={SITE}": "booking", "/booking": "status", "/move": "move"}
UNLISTED = ("/booking", "/move")
"""They ask search engines to pass by, which Lighthouse would mark down: of them it does not judge that."""

LIGHTHOUSE = PROJECT / "bench" / "node_modules" / "lighthouse" / "cli" / "sites.js"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NETWORKS = {
    "Slow 3G (400 kbit/s, 400 ms)": {"latency": 400, "bytes_per_second": 50_000},
    "DevTools' 3G (400 kbit/s, 2 s a request)": {"latency": 2000, "bytes_per_second": 50_000},
}
_SETTING_UP_MS = {400: 1200, 2000: 0}
"""Name, TCP and TLS take three round trips before the first request, which loopback does without; the preset of the
developer tools has them in its 2 s."""

_TRIES = 5
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def lighthouse() -> list[dict[str, Any]]:
    """Return Lighthouse's four marks of 100 per page, as the default of its mobile run has it (the worst of 3)."""
    with running_stack() as stack:
        return [{"page": name, **_worst([_marks(stack, path) for _ in range(3)])} for path, name in PAGES.items()]


def slow() -> list[dict[str, Any]]:
    """Return the milliseconds from the request for the booking page to a start that can be chosen, by network."""
    with running_stack() as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS[1:])
        _first_start(browser, stack, 0, -1)  # the functions are warm from here on
        rows = [
            {"network": name, "milliseconds": _waits(browser, stack, **network)} for name, network in NETWORKS.items()
        ]
        browser.close()
        return rows


def _waits(browser: Browser, stack: Stack, latency: int, bytes_per_second: int) -> Spread:
    return spread((_first_start(browser, stack, latency, bytes_per_second) for _ in range(_TRIES)), 0)


def _first_start(browser: Browser, stack: Stack, latency: int, bytes_per_second: int) -> float:
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    limits = {"latency": latency, "downloadThroughput": bytes_per_second, "uploadThroughput": bytes_per_second}
    network.send("Network.emulateNetworkConditions", {"offline": False, **limits})
    milliseconds, _ = timed(lambda: _see_starts(page, f"{stack.url}/site?id={SITE}"))
    context.close()
    return milliseconds + _SETTING_UP_MS.get(latency, 0)


def _see_starts(page: Page, url: str) -> None:
    page.goto(url, wait_until="commit")
    page.locator("#starts input:enabled").first.wait_for(state="attached", timeout=60_000)
    page.locator("#starts").wait_for(state="visible", timeout=60_000)


@retry(stop=stop_after_attempt(3), retry=retry_if_exception_type(subprocess.CalledProcessError), reraise=True)
def _marks(stack: Stack, path: str) -> dict[str, int]:
    """Return one run's marks; once more where Lighthouse lost its browser, which is no mark of the page."""
    command = [
        "node",
        str(LIGHTHOUSE),
        f"{stack.url}{path}",
        "--output=json",
        "--quiet",
        f"--chrome-flags={' '.join(FLAGS)}",
    ]
    skipped = ["--skip-audits=is-crawlable"] if path in UNLISTED else []
    environment = os.environ | {"CHROME_PATH": installed_chromium() or ""}
    done = subprocess.run([*command, *skipped], check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - our own pages
    report = json.loads(done.stdout)
    marks = {name: round(report["categories"][name]["score"] * 100) for name in _CATEGORIES}
    return marks | {"shift": round(report["audits"]["cumulative-layout-shift"]["numericValue"], 3)}


def _worst(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: max(run[name] for run in runs) if name == "shift" else min(run[name] for run in runs) for name in runs[0]
    }
